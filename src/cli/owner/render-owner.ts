import { shownLine } from '../text/shown-text.ts';

/** An owner as the operations show it. */
export interface ShownOwner {
  readonly issuer: string;
  readonly sub: string;
  readonly email?: string;
  readonly accepts_unbound_tokens: boolean;
  readonly added_at: string;
}

/** Returns who it is in one line: `usr_1 (ann@example.com) of https://auth.example.com`. */
export function renderOwner({ sub, email, issuer }: ShownOwner): string {
  return shownLine(`${sub}${email === undefined ? '' : ` (${email})`} of ${issuer}`);
}
