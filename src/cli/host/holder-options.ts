import { PERMISSION_MODES } from '../../core/permission-mode.ts';
import { askYes, type YesQuestion } from '../ask-yes.ts';
import type { CommandContext } from '../define-command.ts';
import { parseDuration } from '../text/parse-duration.ts';
import { given, toList } from './operations.ts';

/** Options that say what a host may do; the same for `add` and `update`. */
export const RIGHT_OPTIONS = {
  scope: {
    placeholder: 'LIST',
    isRepeatable: true,
    description: 'What its key may do, e.g. memory,resources,files; sessions is a shell on this machine.',
  },
  space: {
    placeholder: 'SPACE[:read]',
    isRepeatable: true,
    description: 'A shared space it may read and write, or with :read only read; may be repeated.',
  },
  maxMode: {
    placeholder: 'MODE',
    description: 'Highest permission mode of sessions it starts.',
    choices: PERMISSION_MODES,
  },
  filesAll: { description: 'Let it change files that programs obey and read those that hold secrets.' },
  expires: { placeholder: 'TIME', description: 'Refuse its key after this time, e.g. 30d.' },
  yes: { description: 'Do not ask before a key becomes a shell on this machine.' },
} as const;

/** Options of what is let in only while its window is open. */
export const WINDOW_OPTIONS = {
  insecure: { description: 'Let it in only while its window is open.' },
  window: {
    placeholder: 'TIME',
    description: 'How long the window stays open after a call: 1m to 8h, 10m by default.',
  },
} as const;

export interface RightValues {
  readonly scope: readonly string[] | undefined;
  readonly space: readonly string[] | undefined;
  readonly maxMode: string | undefined;
  readonly filesAll: boolean;
  readonly insecure?: boolean;
  readonly window?: string | undefined;
  readonly expires: string | undefined;
}

/** Returns the arguments of the operation for the options that were given. */
function toRights(options: RightValues): Readonly<Record<string, unknown>> {
  const { window, expires } = options;
  return given({
    scopes: toList(options.scope),
    spaces: toList(options.space),
    max_mode: options.maxMode,
    files_all: options.filesAll || undefined,
    insecure: options.insecure || undefined,
    window_seconds: window === undefined ? undefined : parseDuration('--window', window),
    expires_in: expires === undefined ? undefined : parseDuration('--expires', expires),
  });
}

/**
 * Returns the arguments as {@link toRights}, after asking where they would make the key of `name` a shell.
 * @throws CodezError as {@link askYes}
 */
export async function confirmRights(
  context: Pick<CommandContext, 'io' | 'signal' | 'output'>,
  name: string,
  options: RightValues & { readonly yes: boolean },
): Promise<Readonly<Record<string, unknown>>> {
  const rights = toRights(options);
  const isShell = toList(options.scope)?.includes('sessions') === true;
  if (isShell) await askYes(context, options.yes, shellQuestion(name));
  return rights;
}

function shellQuestion(name: string): YesQuestion {
  return {
    warning:
      `The scope sessions makes the key of ${name} a shell on this machine: who has the key starts Claude Code here, ` +
      'which runs programs as this user',
    question: 'Give it that?',
    refusal: `${name} was not given the scope sessions`,
  };
}
