import { cutText } from '../../core/cut-text.ts';
import type { PermissionRequest } from '../../sessions/session-service.ts';
import { MAX_ROWS_BYTES } from './results.ts';

/** Lengths to which the texts of an input are cut, one after the other, until it fits. */
const TEXT_LENGTHS = [16_384, 4096, 512, 64];
const MAX_REQUEST_BYTES = 64 * 1024;
const MAX_DEPTH = 32;

export type ShownRequest = PermissionRequest & { readonly truncated?: true };

/** Returns the first requests that a result can hold, long texts in them cut. */
export function fittingRequests(requests: readonly PermissionRequest[]): ShownRequest[] {
  let left = MAX_ROWS_BYTES;
  const fitting: ShownRequest[] = [];
  for (const request of requests) {
    const shown = shorten(request);
    left -= sizeOf(shown) + 1;
    if (left < 0) break;
    fitting.push(shown);
  }
  return fitting;
}

function shorten(request: PermissionRequest): ShownRequest {
  if (sizeOf(request) <= MAX_REQUEST_BYTES) return request;
  for (const length of TEXT_LENGTHS) {
    const { input, questions, ...rest } = request;
    const shown: ShownRequest = {
      ...rest,
      ...(input === undefined ? {} : { input: cutTexts(input, length) }),
      ...(questions === undefined ? {} : { questions: cutTexts(questions, length) }),
      truncated: true,
    };
    if (sizeOf(shown) <= MAX_REQUEST_BYTES) return shown;
  }
  const { input: _input, questions: _questions, ...rest } = request;
  return { ...rest, truncated: true };
}

/** Returns a copy of `value` with every text in it cut to `length`. */
function cutTexts(value: unknown, length: number, depth = 0): unknown {
  if (typeof value === 'string') return value.length <= length ? value : `${cutText(value, length)}…`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.map((member) => cutTexts(member, length, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cutTexts(member, length, depth + 1)]));
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
