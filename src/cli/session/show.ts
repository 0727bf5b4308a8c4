import { systemClock } from '../../core/clock.ts';
import { defineCommand } from '../define-command.ts';
import { wholeNumber } from '../whole-number.ts';
import { withInvoker } from '../with-invoker.ts';
import { findSessionId } from './find-session.ts';
import { type Conversation, callOperation } from './operations.ts';
import { renderConversation, renderSessionHead } from './render-conversation.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 500;

export const show = defineCommand({
  description: [
    'Prints a session and its newest messages, oldest first; tools are one line each. The last line says how to see ' +
      'the messages before.',
  ],
  arguments: [{ name: 'id', description: 'Session id or the beginning of one.', required: true }],
  options: {
    limit: { placeholder: 'COUNT', description: `Messages at most, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} by default.` },
    before: { placeholder: 'CURSOR', description: 'The messages before those of another page, as its last line says.' },
    full: { description: 'Thinking, results of tools, sub-agents and system notes too.' },
  },
  examples: [
    { line: 'codez sessions show 9d1c2f3a', does: 'read the end of a conversation' },
    { line: 'codez sessions show 9d1c2f3a --full --limit 500 | less', does: 'read all there is' },
  ],
  async run(context) {
    const { args, options, output, io, signal } = context;
    const limit = wholeNumber('--limit', options.limit, DEFAULT_LIMIT, MAX_LIMIT);
    return withInvoker(context, async (opened) => {
      const id = await findSessionId(opened, args.id, signal);
      const include = options.full ? ['thinking', 'tool_results', 'subagents', 'system'] : [];
      const query = { session_id: id, limit, include, ...(options.before && { cursor: options.before }) };
      const page = await callOperation<Conversation>(opened, 'get_session', query, signal);
      const view = { style: output.style, width: output.width, nowMs: systemClock(), userHome: io.userHome };
      const older = page.next_cursor;
      output.result(
        page,
        [
          ...(options.before === undefined ? [renderSessionHead(page.session, view), ''] : []),
          renderConversation(page.messages, view) || output.style.dim('No messages.'),
        ].join('\n'),
      );
      if (older !== undefined && !output.isJson) {
        output.note(`\nOlder messages: codez sessions show ${args.id} --before ${older}`);
      }
      return 0;
    });
  },
});
