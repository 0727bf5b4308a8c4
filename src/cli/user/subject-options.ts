import type { Settings } from '../../config/settings.ts';
import { CodezError } from '../../core/errors.ts';

/** Options that say whose tokens act for a user. */
export const SUBJECT_OPTIONS = {
  sub: { placeholder: 'SUB', description: 'Let the tokens of this person act for the user: the sub of their tokens.' },
  issuer: { placeholder: 'URL', description: 'Authorization server the person comes from; AUTHKIT_URL by default.' },
  acceptUnboundTokens: {
    description:
      'Take tokens of theirs that do not prove to be made for this server: every other service they signed in to there ' +
      'could use its own here.',
  },
} as const;

/** Returns the person that --sub and --issuer name. @throws CodezError `invalid` where the issuer is not known */
export function toLink(
  { sub, issuer }: { readonly sub: string | undefined; readonly issuer: string | undefined },
  { authkitUrl }: Pick<Settings, 'authkitUrl'>,
): { readonly sub: string; readonly issuer: string } | undefined {
  if (sub === undefined && issuer === undefined) return undefined;
  if (sub === undefined) throw new CodezError('invalid', '--issuer says nothing without --sub', 'Add --sub SUB.');
  const known = issuer ?? authkitUrl;
  if (known !== undefined) return { sub, issuer: known };
  throw new CodezError('invalid', '--sub needs an issuer', 'Add --issuer URL, or set AUTHKIT_URL.');
}
