import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import { MAX_ISSUER } from '../../core/issuer-name.ts';
import { MAX_SUBJECT } from '../../hosts/subject.ts';
import type { Owner } from '../../people/people.ts';

export const sub = z
  .string()
  .min(1)
  .max(MAX_SUBJECT)
  .describe('Who the person is at the issuer: the sub of its tokens.');

export const issuer = z
  .string()
  .min(1)
  .max(MAX_ISSUER)
  .optional()
  .describe('Authorization server the person comes from, its URL.');

export const owner = z.object({
  issuer: z.string().describe('Authorization server the person comes from.'),
  sub: z.string().describe('Who the person is there.'),
  email: z.string().optional().describe('E-mail address the issuer told when the person was added.'),
  accepts_unbound_tokens: z
    .boolean()
    .describe('Whether tokens of this person are taken that do not prove to be made for this server.'),
  added_at: z.string().describe('When the person was recorded first, ISO 8601 UTC.'),
});

/** Returns an owner as results show it. */
export function toShownOwner({ issuer, sub, email, accepts_unbound_tokens, added_at }: Owner): z.infer<typeof owner> {
  return {
    issuer,
    sub,
    ...(email === undefined ? {} : { email }),
    accepts_unbound_tokens,
    added_at: toIso(added_at),
  };
}
