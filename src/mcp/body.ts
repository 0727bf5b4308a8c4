import { isUtf8 } from 'node:buffer';
import { CodezError } from '../core/errors.ts';
import { PARSE_ERROR } from './json-rpc.ts';

/** Deepest nesting of arrays and objects a body may have. */
export const MAX_DEPTH = 64;
const ENCODE = 'Send one JSON document in UTF-8.';

/**
 * Returns the JSON value of a request body.
 * @throws CodezError 400: not UTF-8, nested deeper than 64 levels, or no JSON
 */
export function parseBody(body: Buffer): unknown {
  if (!isUtf8(body)) throw badBody('The body is not UTF-8', ENCODE);
  if (isTooDeep(body)) throw badBody(`The body is nested deeper than ${MAX_DEPTH} levels`, 'Send flatter values.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw badBody('The body is not valid JSON', ENCODE, cause);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Counts brackets outside strings before anything is parsed, so that no hostile depth reaches a recursive function. */
function isTooDeep(body: Buffer): boolean {
  if (body.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return true;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  return false;
}

function badBody(message: string, hint: string, cause?: unknown): CodezError {
  return new CodezError('invalid', message, hint, { http: 400, rpc: PARSE_ERROR, cause });
}
