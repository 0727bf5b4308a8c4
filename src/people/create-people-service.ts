import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import { toIssuerName } from '../core/issuer-name.ts';
import type { Principal, SpaceAccess } from '../core/principal.ts';
import { OWNER_SCOPES } from '../core/scopes.ts';
import type { LinkedUsers } from '../hosts/linked-users.ts';
import { subjectKey } from '../hosts/subject.ts';
import type { Collection } from '../storage/collection.ts';
import { judgeToken } from './judge-token.ts';
import { nameOfOwner } from './owner-name.ts';
import { parseIssuer } from './parse-issuer.ts';
import { parseSub } from './parse-sub.ts';
import type { Owner, PeopleService } from './people.ts';

export interface PeopleServiceOptions {
  readonly owners: Collection<Owner>;
  readonly users: LinkedUsers;
  /** The spaces the owner may use now; the same object as long as they stay the same. */
  readonly ownersSpaces: () => SpaceAccess;
  /** The authorization server of this machine's settings. */
  readonly configuredIssuer: string | undefined;
  readonly clock: Clock;
}

/** Returns the service of the owner list; who a token acts for is looked up in memory alone. */
export function createPeopleService(options: PeopleServiceOptions): PeopleService {
  const { owners, users, ownersSpaces, clock } = options;
  /** By record, which is a new object after each change: a removed or changed one is never found again. */
  const principals = new WeakMap<Owner, Principal>();
  const principalOf = (owner: Owner): Principal => {
    const spaces = ownersSpaces();
    const known = principals.get(owner);
    if (known?.spaces === spaces) return known;
    const principal: Principal = {
      kind: 'owner',
      name: nameOfOwner(owner),
      author: 'local',
      user: 'local',
      scopes: OWNER_SCOPES,
      spaces,
      isRemote: true,
    };
    principals.set(owner, principal);
    return principal;
  };
  const listOwners = (): readonly Owner[] => [...owners.entries()].map(([, owner]) => owner);
  return {
    principalOf: (token) => {
      // Usually written as it is recorded: the other spellings cost more.
      const known = owners.get(subjectKey(token));
      const subject = known ?? { issuer: toIssuerName(token.issuer), sub: token.sub };
      const owner = known ?? owners.get(subjectKey(subject));
      const person =
        owner === undefined
          ? users.find(subject)
          : { principal: principalOf(owner), acceptsUnboundTokens: owner.accepts_unbound_tokens };
      return judgeToken({ token, subject, person, hasAnybody: owners.size > 0 || users.hasAny });
    },
    async add({ issuer = options.configuredIssuer, sub, email, acceptsUnboundTokens }) {
      if (issuer === undefined) throw noIssuer();
      const subject = { issuer: parseIssuer(issuer), sub: parseSub(sub) };
      return await owners.update(subjectKey(subject), (current) => {
        const known = current ?? { ...subject, accepts_unbound_tokens: false, added_at: clock() };
        const owner: Owner = {
          ...known,
          ...(email === undefined ? {} : { email }),
          accepts_unbound_tokens: acceptsUnboundTokens ?? known.accepts_unbound_tokens,
        };
        return { action: 'put', value: owner, result: { owner, created: current === undefined } };
      });
    },
    list: listOwners,
    async remove({ issuer, sub }) {
      const wanted = issuer === undefined ? undefined : parseIssuer(issuer);
      const found = listOwners().filter((each) => each.sub === sub && (wanted ?? each.issuer) === each.issuer);
      const [owner, second] = found;
      if (owner === undefined) throw noOwner(sub);
      if (second !== undefined) throw severalOwners(sub, found);
      if (!(await owners.delete(subjectKey(owner)))) throw noOwner(sub);
      return owner;
    },
  };
}

function noIssuer(): CodezError {
  return new CodezError(
    'invalid',
    'issuer: is required, as no authorization server is configured here',
    'Give --issuer URL, or set AUTHKIT_URL for the server and start it again.',
    { fields: { issuer: ['is required'] } },
  );
}

function noOwner(sub: string): CodezError {
  return new CodezError(
    'not_found',
    `No owner ${sub.slice(0, 255)} is recorded`,
    'See who is with `codez owner list`; a sub is written exactly as there.',
  );
}

function severalOwners(sub: string, owners: readonly Owner[]): CodezError {
  return new CodezError(
    'conflict',
    `${sub} is recorded for several issuers: ${owners.map(({ issuer }) => issuer).join(', ')}`,
    'Say which one with --issuer.',
  );
}
