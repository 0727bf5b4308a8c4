import { systemClock } from '../../core/clock.ts';
import { type CommandContext, defineCommand } from '../define-command.ts';
import { UsageError } from '../usage-error.ts';
import { withServer } from '../with-invoker.ts';
import { findSessionId } from './find-session.ts';
import { type Conversation, callOperation, type SessionPage } from './operations.ts';
import { renderConversation, renderSessionHead } from './render-conversation.ts';
import { watchSession } from './watch-session.ts';

/** Messages shown before what happens from now on. */
const LAST_MESSAGES = 4;

export const watch = defineCommand({
  description: [
    'Shows what happens in a session as it happens, or in all of them: text as it is written, tools with their ' +
      'outcome, sub-agents, errors, and what each turn cost. On a terminal it asks about permissions, questions and ' +
      'plans right there; nothing is ever answered without you.',
    'Ctrl-C ends the watching, never the session. A restart of the server is waited for; nothing is missed.',
    'In a pipe it prints whole lines; with --json one event a line.',
  ],
  arguments: [{ name: 'id', description: 'Session id or the beginning of one; without it all sessions.' }],
  options: {
    cursor: { placeholder: 'CURSOR', description: 'Begin behind this event, e.g. the last one of a --json watch.' },
    deltas: { description: 'With --json: text while it is written, too (message.delta).' },
  },
  examples: [
    { line: 'codez sessions watch 9d1c2f3a', does: 'look over its shoulder, and answer what it asks' },
    { line: 'codez sessions watch --json | jq -r \'select(.type == "prompt.finished") | .cost_usd\'', does: 'costs' },
  ],
  async run(context) {
    const { args, options, output, signal } = context;
    if (options.deltas && !output.isJson) {
      const usage = 'codez sessions watch [ID] --json --deltas';
      throw new UsageError('--deltas goes with --json', 'Add --json, or leave --deltas out.', usage);
    }
    const { id, cursor, titles } = await withServer(context, async (opened) => {
      const id = args.id === undefined ? undefined : await findSessionId(opened, args.id, signal);
      // Taken first: what happens while the beginning is shown is not missed.
      const from =
        options.cursor ?? (await callOperation<{ cursor: string }>(opened, 'poll_events', { timeout_ms: 0 })).cursor;
      const { sessions } = await callOperation<SessionPage>(opened, 'list_sessions', { limit: 200 }, signal);
      const titles = new Map(sessions.map(({ session_id, title }) => [session_id, title]));
      if (id !== undefined && !output.isJson) {
        const query = { session_id: id, limit: LAST_MESSAGES };
        showBeginning(await callOperation<Conversation>(opened, 'get_session', query, signal), context);
      } else if (!output.isJson) output.note('Watching all sessions; Ctrl-C ends it.');
      return { id, cursor: from, titles };
    });
    const isWithDeltas = options.deltas;
    await watchSession(context, { sessionId: id, cursor, isWithDeltas, ...(id === undefined ? { titles } : {}) });
    if (!output.isJson) output.note(id === undefined ? 'The sessions go on.' : 'The session goes on.');
    return 0;
  },
});

function showBeginning({ session, messages }: Conversation, { output, io }: CommandContext): void {
  const view = { style: output.style, width: output.width, nowMs: systemClock(), userHome: io.userHome };
  output.print(`${renderSessionHead(session, view)}\n`);
  const conversation = renderConversation(messages, view);
  if (conversation !== '') output.print(`${conversation}\n`);
  output.note(`${output.style.dim('Watching; Ctrl-C ends it, the session goes on.')}\n`);
}
