/**
 * Returns the id of the message a user or assistant record belongs to: a response's own id (`message.id`), which its
 * records share and which is known before the first of them is written, else the record's uuid. The stream of a live
 * process and the transcript say the same.
 */
export function messageIdOf(record: Readonly<Record<string, unknown>>): string | undefined {
  const { type, uuid, message } = record as { type?: unknown; uuid?: unknown; message?: { id?: unknown } | null };
  const own = type === 'assistant' ? message?.id : undefined;
  if (typeof own === 'string' && own !== '') return own;
  return typeof uuid === 'string' && uuid !== '' ? uuid : undefined;
}
