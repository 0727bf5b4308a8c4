import { CodezError } from '../core/errors.ts';
import type { Principal } from '../core/principal.ts';
import { TOKEN_SCOPE } from '../core/scopes.ts';
import type { LinkedUser } from '../hosts/linked-users.ts';
import type { Subject } from '../hosts/subject.ts';
import { ownerCommand } from './owner-command.ts';
import type { TokenFacts } from './people.ts';

export interface TokenQuestion {
  readonly token: TokenFacts;
  /** Whose it is, the issuer as it is compared. */
  readonly subject: Subject;
  /** Who that is here, undefined for a stranger. */
  readonly person: LinkedUser | undefined;
  /** False when nobody at all is recorded. */
  readonly hasAnybody: boolean;
}

/**
 * Returns whom the token acts for. That it is valid proves a person; the right comes from what is recorded here.
 * @throws CodezError `forbidden`: a stranger, a missing scope, a token that was not made for this server
 */
export function judgeToken({ token, subject, person, hasAnybody }: TokenQuestion): Principal {
  if (person === undefined) throw stranger(subject, hasAnybody);
  if (token.scopes?.has(TOKEN_SCOPE) === false) {
    throw new CodezError(
      'forbidden',
      `insufficient_scope: the token lacks the scope ${TOKEN_SCOPE}`,
      `Ask the authorization server for a token with the scope ${TOKEN_SCOPE}.`,
      {
        cause: `the token of ${subject.sub} says its scopes, and ${TOKEN_SCOPE} is none of them`,
        missingScope: TOKEN_SCOPE,
      },
    );
  }
  if (!token.isBound && !person.acceptsUnboundTokens) throw unbound(subject, person.principal);
  return person.principal;
}

function stranger(subject: Subject, hasAnybody: boolean): CodezError {
  const reason = hasAnybody
    ? `${subject.sub} of ${subject.issuer} is neither a recorded owner nor linked to a user`
    : 'no owner is recorded: all tokens are refused until one is';
  return new CodezError(
    'forbidden',
    'This token proves who you are, and you are not recorded here',
    `On the machine of this server its owner can add you: \`codez login\`, or \`${ownerCommand(subject)}\`.`,
    { cause: reason },
  );
}

function unbound(subject: Subject, { kind, name }: Principal): CodezError {
  const command =
    kind === 'owner'
      ? ownerCommand(subject, '--accept-unbound-tokens')
      : `codez user update ${name} --accept-unbound-tokens`;
  return new CodezError(
    'forbidden',
    'This token does not prove that it was made for this server: every other service you signed in to at ' +
      `${subject.issuer} could use its own here`,
    `Have the issuer name this server as audience; or, on the machine of this server, accept such tokens: ` +
      `\`codez login --accept-unbound-tokens\`, or \`${command}\`.`,
    { cause: `the token of ${subject.sub} proves no audience, and unbound tokens are not accepted for this person` },
  );
}
