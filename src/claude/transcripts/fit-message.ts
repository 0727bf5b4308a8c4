import { cutPart } from './cut-part.ts';
import type { TranscriptMessage } from './transcripts.ts';

/** Less of a text is not worth showing; a message that is still too large then loses parts. */
const MIN_UNITS = 64;

/** Returns the bytes of a message's JSON. */
export function sizeOfMessage(message: TranscriptMessage): number {
  return Buffer.byteLength(JSON.stringify(message));
}

/** Returns the message with its longest texts cut until its JSON has at most `maxBytes` (as far as that can be). */
export function fitMessage(message: TranscriptMessage, maxBytes: number): TranscriptMessage {
  let fitted = message;
  for (let units = maxBytes; sizeOfMessage(fitted) > maxBytes; units = Math.floor(units / 2)) {
    fitted = { ...message, parts: message.parts.map((part) => cutPart(part, Math.max(units, MIN_UNITS))) };
    if (units <= MIN_UNITS) return withFewerParts(fitted, maxBytes);
  }
  return fitted;
}

function withFewerParts(message: TranscriptMessage, maxBytes: number): TranscriptMessage {
  const note = { type: 'text', text: '[more parts are left out]', truncated: true } as const;
  let count = message.parts.length;
  let fitted = message;
  while (count > 0 && sizeOfMessage(fitted) > maxBytes) {
    count = Math.floor(count / 2);
    fitted = { ...message, parts: [...message.parts.slice(0, count), note] };
  }
  return fitted;
}
