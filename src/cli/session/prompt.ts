import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { OpenInvoker } from '../../app/open-invoker.ts';
import { CodezError } from '../../core/errors.ts';
import { PERMISSION_MODES } from '../../core/permission-mode.ts';
import { type CommandContext, defineCommand } from '../define-command.ts';
import { shownFolder } from '../text/shown-folder.ts';
import { shownLine } from '../text/shown-text.ts';
import { UsageError } from '../usage-error.ts';
import { withServer } from '../with-invoker.ts';
import { findSessionId, mayBeginId } from './find-session.ts';
import { type CreatedSession, callOperation, type SentPrompt } from './operations.ts';
import { type AcceptedTurn, waitForTurn } from './wait-for-turn.ts';

const OPTIONS = {
  new: { description: 'Start a new session; TEXT is its first prompt.' },
  cwd: { placeholder: 'DIR', description: 'With --new: folder to work in; the current one by default.' },
  model: { placeholder: 'MODEL', description: "With --new: model or alias; Claude Code's own default without." },
  mode: { placeholder: 'MODE', description: 'With --new: permission mode.', choices: PERMISSION_MODES },
  title: { placeholder: 'TITLE', description: 'With --new: title of the session.' },
  queue: { description: 'When all processes are busy, wait for a place.' },
  noWait: { description: 'Return as soon as the prompt is accepted.' },
} as const;

type PromptContext = CommandContext<
  { readonly id: string | undefined; readonly text: readonly string[] },
  {
    readonly [Name in keyof typeof OPTIONS]: Name extends 'cwd' | 'model' | 'mode' | 'title'
      ? string | undefined
      : boolean;
  }
>;

export const prompt = defineCommand({
  description: [
    'Sends a prompt to a session and shows its turn as `codez sessions watch` does, until it has ended. A live session ' +
      'takes it as its next turn, an idle one is resumed; one that a terminal has open is refused.',
    'With --new it starts a session in --cwd or the current folder.',
    'Exit code 0 when the turn is done, 5 when it was stopped or has met a limit, 6 when it failed. Ctrl-C ends the ' +
      'waiting, not the turn. With --json it prints what became of the prompt, as get_prompt does.',
  ],
  arguments: [
    { name: 'id', description: 'Session id or the beginning of one; left out with --new.' },
    { name: 'text', description: 'What Claude is to do; - reads it from standard input.', variadic: true },
  ],
  options: OPTIONS,
  examples: [
    { line: 'codez sessions prompt --new "explain this project"', does: 'start a session in this folder' },
    { line: 'codez sessions prompt 9d1c2f3a "now write the tests"', does: 'go on with it' },
    { line: 'git diff | codez sessions prompt 9d1c2f3a -', does: 'send what another program prints' },
  ],
  async run(context) {
    const { options, output } = context;
    refuseIdleOptions(context);
    const text = await readText(context);
    const turn = await withServer(context, (opened) =>
      options.new ? start(opened, text, context) : send(opened, text, context),
    );
    if (!options.noWait) return await waitForTurn(turn, context);
    const id = turn.session_id.slice(0, 8);
    output.result(turn, `Accepted. See it with: codez sessions watch ${id}`);
    return 0;
  },
});

async function start(
  opened: OpenInvoker,
  text: string,
  { options, output, io, signal }: PromptContext,
): Promise<AcceptedTurn> {
  const { model, mode, title, queue } = options;
  const request = {
    cwd: resolve(io.cwd, options.cwd ?? '.'),
    prompt: text,
    ...(model && { model }),
    ...(mode && { permission_mode: mode }),
    ...(title && { title }),
    ...(queue && { queue }),
  };
  const spinner = output.spin('Starting Claude Code');
  const made = await callOperation<CreatedSession>(opened, 'create_session', request, signal).finally(() =>
    spinner.stop(),
  );
  if (!output.isJson) {
    output.note(output.style.dim(`session ${made.session_id} in ${shownFolder(made.cwd, io.userHome)}`));
    if (made.trust_hint !== undefined) output.warn(shownLine(made.trust_hint));
  }
  return { session_id: made.session_id, prompt_id: made.prompt_id ?? '', cursor: made.cursor };
}

async function send(
  opened: OpenInvoker,
  text: string,
  { args, options, signal }: PromptContext,
): Promise<AcceptedTurn> {
  const id = await findSessionId(opened, args.id ?? '', signal);
  const request = { session_id: id, text, ...(options.queue && { queue: true }) };
  const sent = await callOperation<SentPrompt>(opened, 'send_prompt', request, signal);
  return { session_id: id, ...sent };
}

/** The id is the first word, unless a new session is wanted. */
async function readText({ args, options, io }: PromptContext): Promise<string> {
  const words = options.new && args.id !== undefined ? [args.id, ...args.text] : args.text;
  if (!options.new && args.id === undefined) {
    throw new UsageError('A session is missing', 'Name one (`codez sessions list`), or start one with --new.', USAGE);
  }
  if (words.length === 0 && args.id !== undefined && !options.new && !mayBeginId(args.id)) {
    throw new UsageError(
      `${shownLine(args.id, 40)} is no session id`,
      'Add --new to start a session with this prompt, or name a session first (`codez sessions list`).',
      USAGE,
    );
  }
  if (words.length === 0) {
    throw new UsageError('The prompt is missing', 'Write it in quotes, or - to read it from standard input.', USAGE);
  }
  const text = words.length === 1 && words[0] === '-' ? await readAll(io.stdin) : words.join(' ');
  if (text.trim() !== '') return text;
  throw new CodezError('invalid', 'The prompt is empty', 'Write what Claude is to do.');
}

const USAGE = 'codez sessions prompt ID TEXT... | --new [--cwd DIR] TEXT...';

/** What would have no effect is no option: a mode that was not set must not be believed to be. */
function refuseIdleOptions({ options }: PromptContext): void {
  if (options.new) return;
  const idle = (['cwd', 'model', 'mode', 'title'] as const).find((name) => options[name] !== undefined);
  if (idle !== undefined) throw new UsageError(`--${idle} goes with --new`, 'Leave it out, or add --new.', USAGE);
}
