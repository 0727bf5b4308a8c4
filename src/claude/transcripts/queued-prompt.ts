import { type JsonRecord, toRecord, toText } from './record-fields.ts';

/**
 * Returns a record as one of the conversation. A prompt that was sent while a turn went on is taken into that turn:
 * Claude Code writes it as an attachment, and no user's record besides. Such a record comes back as a user's one whose
 * message id is the uuid the prompt was sent with; any other as it is.
 */
export function conversationOf(record: JsonRecord): JsonRecord {
  const attachment = record['type'] === 'attachment' ? toRecord(record['attachment']) : undefined;
  if (attachment?.['type'] !== 'queued_command') return record;
  const isPrompt = attachment['isMeta'] !== true && (attachment['commandMode'] ?? 'prompt') === 'prompt';
  return {
    ...record,
    type: 'user',
    message: { role: 'user', content: attachment['prompt'] },
    isMeta: !isPrompt,
    origin: attachment['origin'],
    queuedAs: toText(attachment['source_uuid']) ?? record['uuid'],
  };
}

/** Returns the uuid with which a prompt was sent that was taken into a running turn; undefined for other records. */
export function queuedAs(record: JsonRecord): string | undefined {
  return toText(record['queuedAs']);
}
