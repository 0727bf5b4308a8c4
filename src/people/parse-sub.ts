import { CodezError } from '../core/errors.ts';
import { isSub, MAX_SUBJECT } from '../hosts/subject.ts';

/** Returns a subject that a person names. @throws CodezError `invalid` for what no authorization server gives as `sub` */
export function parseSub(sub: string): string {
  if (isSub(sub)) return sub;
  throw new CodezError(
    'invalid',
    `sub: must be 1 to ${MAX_SUBJECT} characters without control characters`,
    'Take the sub that the authorization server gives the person, e.g. usr_... .',
    { fields: { sub: ['is no subject'] } },
  );
}
