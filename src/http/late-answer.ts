import type { FastifyRequest } from 'fastify';
import { CodezError } from '../core/errors.ts';

/** An answer that took longer was waited for: its caller is looked at once more. */
const LATE_AFTER_MS = 1000;

/**
 * Lets an answer go out to who would still be admitted: a key that was taken back while its call waited is told nothing of
 * what happened since. A window that lapsed meanwhile withholds none.
 * @throws CodezError `forbidden`
 */
export async function checkStillAdmitted({ record, isStillAdmitted }: FastifyRequest): Promise<void> {
  if (record === undefined || isStillAdmitted === undefined || record.lastedMs() < LATE_AFTER_MS) return;
  if (await isStillAdmitted('answer')) return;
  throw new CodezError(
    'forbidden',
    'The right to this call was taken back while it ran',
    'It has run; its answer is withheld. Ask the owner of this server.',
  );
}
