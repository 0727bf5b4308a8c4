import { randomUUID } from 'node:crypto';
import { type Part, partsOf, type Step } from './script.ts';

/** The message of the Messages API that a step stands for. */
export function toMessage(step: Step, model = 'model'): Record<string, unknown> {
  const parts = partsOf(step);
  return {
    id: `msg_${randomUUID()}`,
    type: 'message',
    role: 'assistant',
    model,
    content: parts.map(toContent),
    stop_reason: parts.some(({ kind }) => kind === 'call') ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: 10,
      output_tokens: 5,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    },
  };
}

/** The same message as events of a stream. */
export function toEvents(step: Step, model: string): Record<string, unknown>[] {
  const message = toMessage(step, model);
  return [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    ...partsOf(step).flatMap((part, index) => [
      { type: 'content_block_start', index, content_block: toStart(part) },
      ...toDeltas(part, step.kind === 'message' && step.delayMs > 0).map((delta) => ({
        type: 'content_block_delta',
        index,
        delta,
      })),
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: message['stop_reason'], stop_sequence: null },
      usage: { output_tokens: 5 },
    },
    { type: 'message_stop' },
  ];
}

function toContent(part: Part): Record<string, unknown> {
  if (part.kind === 'say') return { type: 'text', text: part.text };
  if (part.kind === 'think') return { type: 'thinking', thinking: part.text, signature: 'scripted' };
  return { type: 'tool_use', id: `toolu_${randomUUID()}`, name: part.tool, input: part.input };
}

function toStart(part: Part): Record<string, unknown> {
  const content = toContent(part);
  if (part.kind === 'say') return { ...content, text: '' };
  if (part.kind === 'think') return { ...content, thinking: '', signature: '' };
  return { ...content, input: {} };
}

function toDeltas(part: Part, byWords: boolean): Record<string, unknown>[] {
  if (part.kind === 'call') return [{ type: 'input_json_delta', partial_json: JSON.stringify(part.input) }];
  if (part.kind === 'think') {
    return [
      { type: 'thinking_delta', thinking: part.text },
      { type: 'signature_delta', signature: 'scripted' },
    ];
  }
  const texts = byWords ? (part.text.match(/\S+\s*/g) ?? []) : [part.text];
  return texts.map((text) => ({ type: 'text_delta', text }));
}
