import { CodezError } from '../core/errors.ts';
import type { Subject } from '../hosts/key-holder.ts';
import { MAX_SUBJECT } from './issuer.ts';

/** Key of an owner's record; an issuer holds no space. */
export function ownerKey({ issuer, sub }: Subject): string {
  return `${issuer} ${sub}`;
}

/** @throws CodezError `invalid` for what no authorization server gives as `sub` */
export function checkSub(sub: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (sub !== '' && sub.length <= MAX_SUBJECT && !/[\u0000-\u001f\u007f-\u009f]/.test(sub)) return sub;
  throw new CodezError(
    'invalid',
    `sub: must be 1 to ${MAX_SUBJECT} characters without control characters`,
    'Take the sub that the authorization server gives the person, e.g. usr_... .',
    { fields: { sub: ['is no subject'] } },
  );
}
