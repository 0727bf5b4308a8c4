import { isIssuerUrl, toIssuerName } from '../core/issuer-name.ts';

/** A person at an authorization server. */
export interface Subject {
  /** The issuer's one spelling, as `toIssuerName` writes it. */
  readonly issuer: string;
  readonly sub: string;
}

/** Characters of a subject at most: with its issuer it fits a key of the store. */
export const MAX_SUBJECT = 255;

/** Returns the key by which a person is found; an issuer holds no space. */
export function subjectKey({ issuer, sub }: Subject): string {
  return `${issuer} ${sub}`;
}

/** Returns true for what an authorization server may give as `sub`: 1 to 255 characters, none of them a control one. */
export function isSub(sub: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  return sub !== '' && sub.length <= MAX_SUBJECT && !/[\u0000-\u001f\u007f-\u009f]/.test(sub);
}

/** Returns true for a person as one is kept. */
export function isSubject(value: unknown): value is Subject {
  const { issuer, sub, ...more } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof issuer !== 'string' || typeof sub !== 'string' || Object.keys(more).length > 0) return false;
  return isIssuerUrl(issuer) && toIssuerName(issuer) === issuer && isSub(sub);
}
