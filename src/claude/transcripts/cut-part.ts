import { cutText } from '../../core/cut-text.ts';
import type { MessagePart } from '../activity/activity.ts';

/** Levels of a tool's input that are looked into; what is deeper becomes a text. */
const MAX_DEPTH = 32;

/** Returns the part with no text longer than `maxUnits` UTF-16 units; what was cut is marked `truncated`. */
export function cutPart(part: MessagePart, maxUnits: number): MessagePart {
  if (part.type === 'image') return part;
  if (part.type !== 'tool_use') {
    return part.text.length <= maxUnits ? part : { ...part, text: cutText(part.text, maxUnits), truncated: true };
  }
  const room = { left: maxUnits, isCut: false };
  const input = cutValue(part.input, room, 0);
  return room.isCut ? { ...part, input, truncated: true } : part;
}

/** Copies a JSON value as far as `room` (units of all its texts and keys together) reaches, keeping its shape. */
function cutValue(value: unknown, room: { left: number; isCut: boolean }, depth: number): unknown {
  if (typeof value === 'string') {
    const text = cutText(value, Math.max(0, room.left));
    if (text.length < value.length) room.isCut = true;
    room.left -= text.length + 2;
    return text;
  }
  room.left -= 4;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) {
    room.isCut = true;
    return '…';
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      if (room.left <= 0) break;
      items.push(cutValue(item, room, depth + 1));
    }
    if (items.length < value.length) room.isCut = true;
    return items;
  }
  const copy: [string, unknown][] = [];
  const entries = Object.entries(value);
  for (const [key, item] of entries) {
    if (room.left <= key.length) break;
    room.left -= key.length + 4;
    copy.push([key, cutValue(item, room, depth + 1)]);
  }
  if (copy.length < entries.length) room.isCut = true;
  return Object.fromEntries(copy);
}
