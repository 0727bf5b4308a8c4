import { cutText } from '../../core/cut-text.ts';
import type { NewEvent } from './event.ts';

/** Characters of one text, and of the JSON of one list, in an event: a page must be able to hold any event. */
const MAX_TEXT = 32 * 1024;
const MAX_LIST = 64 * 1024;

/** Returns the event with what would not fit on a page cut, and marked `truncated`; mostly it is the event itself. */
export function boundEvent(event: NewEvent): NewEvent {
  let bounded: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(event)) {
    const kept = boundValue(value);
    if (kept === value) continue;
    bounded ??= { ...event, truncated: true };
    bounded[name] = kept;
  }
  return (bounded as NewEvent | undefined) ?? event;
}

function boundValue(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value, MAX_TEXT);
  if (!Array.isArray(value)) return value;
  let size = 0;
  const end = value.findIndex((item) => {
    size += JSON.stringify(item)?.length ?? 0;
    return size > MAX_LIST;
  });
  return end === -1 ? value : value.slice(0, end);
}
