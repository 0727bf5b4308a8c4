import { type JsonRecord, toRecord, toText } from './record-fields.ts';

export type RecordRole = 'user' | 'assistant' | 'system';

/** Beginnings of texts that Claude Code itself puts where a person's words stand. */
const OWN_TEXT = /^<(?:task-notification|local-command-(?:stdout|stderr|caveat)|bash-(?:stdout|stderr))>/;
const REMINDER = /<system-reminder>[\s\S]*?<\/system-reminder>/g;

/**
 * Returns whose message a record is (part of); undefined for a record that is no part of the conversation. What
 * Claude Code writes in the person's name (meta records, summaries of compacted conversations, output of commands,
 * notes that a task has ended) is `system`.
 */
export function roleOfRecord(record: JsonRecord): RecordRole | undefined {
  const type = record['type'];
  if (type === 'system') return 'system';
  const message = toRecord(record['message']);
  if (message === undefined) return undefined;
  if (type === 'assistant') return 'assistant';
  if (type !== 'user') return undefined;
  const isOwn =
    record['isMeta'] === true ||
    record['isCompactSummary'] === true ||
    toRecord(record['origin'])?.['kind'] === 'task-notification' ||
    isOwnText(message['content']);
  return isOwn ? 'system' : 'user';
}

/** True for the content of a user record that does nothing but bring results of tools. */
export function isOnlyResults(content: unknown): boolean {
  return Array.isArray(content) && content.length > 0 && content.every((block) => isResult(toRecord(block)));
}

/** Returns the first text of a message's content. */
export function firstTextOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  for (const block of content) {
    const text = toText(toRecord(block)?.['text']);
    if (text !== undefined) return text;
  }
  return undefined;
}

function isOwnText(content: unknown): boolean {
  const text = firstTextOf(content) ?? '';
  if (OWN_TEXT.test(text)) return true;
  if (!text.startsWith('<system-reminder>')) return false;
  // A reminder may stand before a person's words.
  const texts = Array.isArray(content) ? content.map((block) => toText(toRecord(block)?.['text']) ?? 'other') : [text];
  return texts.every((one) => one.replace(REMINDER, '').trim() === '');
}

function isResult(block: JsonRecord | undefined): boolean {
  const type = toText(block?.['type']);
  return type?.endsWith('tool_result') === true;
}
