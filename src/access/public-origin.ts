import type { AccessRules, RequestFacts } from './request-facts.ts';

/** What stands in a quoted string of a header as it is. */
const PLAIN = /^https?:\/\/[a-z0-9._:[\]-]+$/i;

/** What requests named last, which is what nearly all of them name. */
let last = { named: '', origin: '' };

/** Returns the origin under which others know this server: the public URL's, else the one the request names. */
export function publicOrigin(
  { scheme, hosts }: Pick<RequestFacts, 'scheme' | 'hosts'>,
  { publicUrl }: Pick<AccessRules, 'publicUrl'>,
): string {
  if (publicUrl !== undefined) return publicUrl.origin;
  // On the Unix socket nobody has judged what the request names.
  const named = `${scheme}://${hosts[0]}`;
  if (named !== last.named) {
    last = {
      named,
      origin: PLAIN.test(named) && URL.canParse(named) ? new URL(named).origin : `${scheme}://localhost`,
    };
  }
  return last.origin;
}
