import { messageIdOf } from '../../claude/activity/message-id.ts';
import { conversationOf, queuedAs } from '../../claude/transcripts/queued-prompt.ts';
import { type JsonRecord, timeOf, toRecord, toText } from '../../claude/transcripts/record-fields.ts';
import { roleOfRecord } from '../../claude/transcripts/record-role.ts';
import type { DocumentTexts, TextsOfRecords } from '../document-texts.ts';
import { DOCUMENT_KIND } from '../index-schema.ts';
import type { SearchRole } from '../search-index.ts';
import { addAnswer, addResults, addWords, type ContentTexts } from './content-texts.ts';

/** The texts of a document from its records; those of other messages that stand between them are passed over. */
export const textsOfRecords: TextsOfRecords = (kind, records) => {
  const first = records[0];
  if (first === undefined) return undefined;
  if (kind === DOCUMENT_KIND.message) return textsOfMessage(first, records);
  if (kind === DOCUMENT_KIND.result) return textsOfResult(first);
  const title = titleOfRecord(first);
  if (title?.kind !== kind) return undefined;
  return { ...frameOf(first, 'title', undefined), text: [title.text], thinking: [], tools: [] };
};

/** Returns the title that a record gives its session, and its kind; undefined for records that give none. */
export function titleOfRecord(record: JsonRecord): { readonly kind: number; readonly text: string } | undefined {
  const give = (kind: number, value: unknown): { kind: number; text: string } | undefined => {
    const text = toText(value);
    return text === undefined ? undefined : { kind, text };
  };
  switch (record['type']) {
    case 'custom-title':
      return give(DOCUMENT_KIND.customTitle, record['customTitle']);
    case 'ai-title':
      return give(DOCUMENT_KIND.generatedTitle, record['aiTitle']);
    case 'summary':
      return give(DOCUMENT_KIND.summary, record['summary']);
    default:
      return undefined;
  }
}

/**
 * Returns whose words a record holds that is looked for (`conversationOf` of it); undefined for one that is none of
 * the conversation, or was written for the model alone.
 */
export function searchedRole(record: JsonRecord): 'user' | 'assistant' | 'system' | undefined {
  if (record['type'] === 'system' || record['isMeta'] === true) return undefined;
  return roleOfRecord(record);
}

/** Returns what a message's content is of the conversation. */
export function contentOf(record: JsonRecord): unknown {
  return toRecord(record['message'])?.['content'];
}

function textsOfMessage(raw: JsonRecord, records: readonly JsonRecord[]): DocumentTexts | undefined {
  const first = conversationOf(raw);
  const role = searchedRole(first);
  if (role === undefined) return undefined;
  const texts = noTexts();
  const id = messageIdOf(first);
  const frame = frameOf(first, role, queuedAs(first) ?? id);
  if (role !== 'assistant') {
    addWords(contentOf(first), texts.text);
    return { ...frame, ...texts };
  }
  for (const [index, record] of records.entries()) {
    const isPart = index === 0 || (id !== undefined && record['type'] === 'assistant' && messageIdOf(record) === id);
    if (isPart && searchedRole(record) === 'assistant') addAnswer(contentOf(record), texts);
  }
  return { ...frame, ...texts };
}

/** Belongs to the message that called the tool, whose id another record tells. */
function textsOfResult(record: JsonRecord): DocumentTexts | undefined {
  const texts = noTexts();
  addResults(contentOf(record), texts.tools);
  return texts.tools.length === 0 ? undefined : { ...frameOf(record, 'assistant', messageIdOf(record)), ...texts };
}

function frameOf(
  record: JsonRecord,
  role: SearchRole,
  messageId: string | undefined,
): Omit<DocumentTexts, keyof ContentTexts> {
  return {
    role,
    at: timeOf(record),
    messageId,
    isSidechain: record['isSidechain'] === true,
    cwd: toText(record['cwd']),
  };
}

function noTexts(): ContentTexts {
  return { text: [], thinking: [], tools: [] };
}
