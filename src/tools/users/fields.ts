import { z } from 'zod';
import { MAX_ISSUER } from '../../core/issuer-name.ts';
import { MAX_SUBJECT, type Subject } from '../../hosts/subject.ts';
import { parseIssuer } from '../../people/parse-issuer.ts';
import { parseSub } from '../../people/parse-sub.ts';

/** Arguments that the operations on users share, each described once. */

const subject = z.strictObject({
  issuer: z.string().min(1).max(MAX_ISSUER).describe('Authorization server the person comes from, its URL.'),
  sub: z.string().min(1).max(MAX_SUBJECT).describe('Who the person is there: the sub of its tokens.'),
});

export const subjects = z
  .array(subject)
  .max(16)
  .describe('People of an authorization server whose tokens act for this user.');

export const acceptUnbound = z
  .boolean()
  .describe(
    'Take tokens of these people that do not prove to be made for this server: every other service they signed in to ' +
      'at the issuer could use its own here.',
  );

/** Returns people as they are kept. @throws CodezError `invalid` */
export function toSubjects(given: readonly z.output<typeof subject>[]): readonly Subject[] {
  return given.map(({ issuer, sub }) => ({ issuer: parseIssuer(issuer), sub: parseSub(sub) }));
}
