import type { MessagePart, TokenUsage } from '../activity/activity.ts';
import { boundDepth } from './bound-depth.ts';
import { type JsonRecord, toRecord, toText } from './record-fields.ts';

/** Result of a tool as a user record carries it. */
export type ToolResultPart = Extract<MessagePart, { type: 'tool_result' }>;

/**
 * Returns the parts of a message's `content` (a text or a list of blocks), in order and uncut: texts, thinking, tool
 * calls (state `pending`), tool results and images. Blocks of unknown kinds are left out.
 */
export function partsOfContent(content: unknown): MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block) => partOf(block) ?? []);
}

/** Returns the text of a tool's result: its texts by lines, other blocks named in square brackets. */
export function textOfResult(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) {
    return content === undefined || content === null ? '' : JSON.stringify(boundDepth(content));
  }
  return content.map(describeBlock).join('\n');
}

/** Returns the tokens of a response; undefined when `usage` is no object. Missing numbers count as 0. */
export function tokenUsageOf(usage: unknown): TokenUsage | undefined {
  const record = toRecord(usage);
  if (record === undefined) return undefined;
  const count = (name: string): number => {
    const value = record[name];
    return typeof value === 'number' && value >= 0 ? value : 0;
  };
  return {
    input: count('input_tokens'),
    output: count('output_tokens'),
    cache_read: count('cache_read_input_tokens'),
    cache_write: count('cache_creation_input_tokens'),
  };
}

function partOf(value: unknown): MessagePart | undefined {
  const block = toRecord(value);
  const type = block === undefined ? undefined : toText(block['type']);
  if (block === undefined || type === undefined) return undefined;
  if (type === 'text') {
    const text = toText(block['text']);
    return text === undefined ? undefined : { type, text };
  }
  if (type === 'thinking') {
    const text = toText(block['thinking']);
    return text === undefined ? undefined : { type, text };
  }
  if (type === 'image') {
    const source = toRecord(block['source']) ?? {};
    return { type, media_type: toText(source['media_type']) ?? 'image', bytes: bytesOfSource(source) };
  }
  if (type === 'document') return { type: 'text', text: describeBlock(block) };
  if (type.endsWith('tool_use')) return toolUseOf(block);
  if (type.endsWith('tool_result')) return toolResultOf(block);
  return undefined;
}

function toolUseOf(block: JsonRecord): MessagePart | undefined {
  const id = toText(block['id']);
  if (id === undefined) return undefined;
  const tool = toText(block['name']) ?? 'unknown';
  return { type: 'tool_use', tool_use_id: id, tool, input: boundDepth(block['input'] ?? {}), state: 'pending' };
}

function toolResultOf(block: JsonRecord): ToolResultPart | undefined {
  const id = toText(block['tool_use_id']);
  if (id === undefined) return undefined;
  const text = textOfResult(block['content']);
  return { type: 'tool_result', tool_use_id: id, text, is_error: block['is_error'] === true };
}

function describeBlock(value: unknown): string {
  if (typeof value === 'string') return value;
  const block = toRecord(value) ?? {};
  if (block['type'] === 'text') return toText(block['text']) ?? '';
  const source = toRecord(block['source']);
  const kind = toText(block['type']) ?? 'block';
  if (source === undefined) return `[${kind}]`;
  return `[${kind} ${toText(source['media_type']) ?? 'of unknown type'}, ${bytesOfSource(source)} bytes]`;
}

/** Size of the bytes that base64 (or a text) stands for. */
function bytesOfSource(source: JsonRecord): number {
  const data = toText(source['data']) ?? '';
  if (source['type'] === 'text') return Buffer.byteLength(data);
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((data.length * 3) / 4) - padding);
}
