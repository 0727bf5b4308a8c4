import { createHash } from 'node:crypto';
import { type Subject, subjectKey } from '../hosts/subject.ts';

const PLAIN_SUB = /^[A-Za-z0-9][A-Za-z0-9._|+-]{0,63}$/;

/**
 * Returns the name of an owner who comes by token: `SUB@ISSUERHOST`. Where these do not tell people apart (odd
 * characters, an issuer with a path) a part of a hash follows, so that a name is always of one person.
 */
export function nameOfOwner({ issuer, sub }: Subject): string {
  const host = URL.canParse(issuer) ? new URL(issuer).host : '';
  const isPlain = PLAIN_SUB.test(sub) && issuer === `https://${host}`;
  if (isPlain) return `${sub}@${host}`;
  const shown = sub.replaceAll(/[^A-Za-z0-9._|+-]+/g, '_').slice(0, 64);
  const hash = createHash('sha256').update(subjectKey({ issuer, sub })).digest('hex').slice(0, 8);
  return `${shown}@${host}~${hash}`;
}
