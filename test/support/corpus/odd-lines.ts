import type { Conversation } from './conversation.ts';
import type { Planter } from './planter.ts';
import type { RecordWriter } from './record-writer.ts';

/** Lines that stand between records and are none, or none that is known. `number`: which one. */
export function writeOddLine(number: number, conversation: Conversation, planter: Planter): void {
  const { writer, vocabulary, sessionId } = conversation.options;
  const raw = (text: string): void => writer.raw(`${text}\n`);
  const odd: readonly (() => void)[] = [
    () => raw(''),
    () => raw(' \t '),
    () => raw(`this is no JSON ${planter.absent('broken line')}`),
    () => raw(`{"type":"user","message":{"role":"user","content":"${planter.absent('broken line')}`),
    () => raw(`["user","${planter.absent('list')}"]`),
    () => raw('null'),
    () => raw('{}'),
    () => conversation.loose('teleport', { message: { role: 'user', content: planter.absent('unknown record') } }),
    () => conversation.loose('pr-link', { prNumber: 7, prUrl: `https://git.example/${planter.absent('link')}/7` }),
    () => conversation.loose('user', { note: 'without a message' }),
    () => conversation.loose('user', { message: { role: 'user', content: null }, uuid: vocabulary.uuid() }),
    () => conversation.loose('assistant', { message: 'text where an object should be' }),
    () => conversation.loose('assistant', { message: { role: 'assistant', content: 7 } }),
    () => conversation.loose('mode', { mode: 'normal' }),
    () => conversation.loose('bridge-session', { url: planter.absent('bridge'), nested: { type: 'user', sessionId } }),
    () =>
      conversation.loose('cost-state', { totalCostUSD: 0.01, modelUsage: { x: { inputTokens: 10, outputTokens: 5 } } }),
    () =>
      raw(`\uFEFF{"type":"user","message":{"role":"user","content":"${planter.absent('behind a byte order mark')}"}}`),
    () => interrupted(conversation),
    () => command(conversation),
    () => failed(conversation),
  ];
  odd[number % odd.length]?.();
}

/** Ends a file in the middle of a record. */
export function writeTornLine(conversation: Conversation, writer: RecordWriter, planter: Planter): void {
  const { sessionId } = conversation.options;
  const message = `"message":{"id":"msg_torn","type":"message","role":"assistant","model":"${conversation.model}"`;
  const content = `"content":[{"type":"text","text":"${planter.absent('torn line')} and`;
  writer.raw(`{"parentUuid":null,"isSidechain":false,"sessionId":"${sessionId}",${message},${content}`);
}

function interrupted(conversation: Conversation): void {
  const text = '[Request interrupted by user]';
  conversation.user([{ type: 'text', text }], { note: { type: 'prompt', text } });
}

function command(conversation: Conversation): void {
  const text =
    '<command-name>/review</command-name>\n<command-message>review</command-message>\n<command-args>7</command-args>';
  conversation.user(text, { note: { type: 'prompt', text } });
  conversation.user('<local-command-stdout>nothing to review</local-command-stdout>', { share: 'other' });
}

/** What Claude Code writes itself when the model could not be reached: it cost nothing and is no response. */
function failed(conversation: Conversation): void {
  const { vocabulary } = conversation.options;
  conversation.system('api_error', { level: 'error', error: { status: 529 }, retryInMs: 579, retryAttempt: 1 });
  const id = vocabulary.uuid();
  const message = {
    id,
    model: '<synthetic>',
    role: 'assistant',
    stop_reason: 'stop_sequence',
    stop_sequence: '',
    type: 'message',
    usage: { input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
    content: [{ type: 'text', text: 'API Error: 529 Overloaded. This is a server-side issue, usually temporary.' }],
  };
  const response = { id, requestId: undefined, model: '<synthetic>', startedAt: undefined, counted: undefined };
  conversation.answer(
    { ...response, contextTokens: 0 },
    message,
    {},
    { error: 'server_error', isApiErrorMessage: true },
  );
}
