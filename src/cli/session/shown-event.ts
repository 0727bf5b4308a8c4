/** An event as `poll_events` returns it; read leniently, since a newer server may tell more. */
export type ShownEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** What a terminal shows of a session: everything but calls, usage and machines. */
export const WATCHED_TYPES = [
  'session.created',
  'session.updated',
  'session.idle',
  'session.error',
  'session.closed',
  'prompt.started',
  'prompt.finished',
  'message.completed',
  'tool.started',
  'tool.finished',
  'task.started',
  'task.finished',
  'permission.requested',
  'permission.resolved',
] as const;

/** Returns a field that is text, else an empty one. */
export function textOf(event: Readonly<Record<string, unknown>>, field: string): string {
  const value = event[field];
  return typeof value === 'string' ? value : '';
}

/** Returns a field that is a number. */
export function numberOf(event: Readonly<Record<string, unknown>>, field: string): number | undefined {
  const value = event[field];
  return typeof value === 'number' ? value : undefined;
}

/** Returns a field that is an object, else an empty one. */
export function objectOf(event: Readonly<Record<string, unknown>>, field: string): Readonly<Record<string, unknown>> {
  const value = event[field];
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Returns the texts of a message, in order. */
export function textPartsOf(event: ShownEvent): readonly string[] {
  const parts = Array.isArray(event['parts']) ? (event['parts'] as Readonly<Record<string, unknown>>[]) : [];
  return parts.flatMap((part) => (part?.['type'] === 'text' ? [textOf(part, 'text')] : []));
}
