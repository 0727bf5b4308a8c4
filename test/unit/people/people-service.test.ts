import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import { OWNER, type Principal, type SpaceAccess } from '../../../src/core/principal.ts';
import type { LinkedUsers } from '../../../src/hosts/linked-users.ts';
import { createPeopleService } from '../../../src/people/create-people-service.ts';
import type { Owner, PeopleService, TokenFacts } from '../../../src/people/people.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { withStore } from '../../support/store.ts';

const ISSUER = 'https://auth.example.com';
const BOB: Principal = { ...OWNER, kind: 'user', name: 'bob', user: 'bob' };
const NO_USERS: LinkedUsers = { hasAny: false, find: () => undefined };

const users: LinkedUsers = {
  hasAny: true,
  find: ({ issuer, sub }) =>
    issuer === ISSUER && sub === 'usr_bob' ? { principal: BOB, acceptsUnboundTokens: false } : undefined,
};

function token(sub: string, more: Partial<TokenFacts> = {}): TokenFacts {
  return { issuer: ISSUER, sub, scopes: undefined, isBound: true, ...more };
}

/** Runs `work` on a service over an empty store. */
function withPeople(
  work: (people: PeopleService) => Promise<void>,
  more: { readonly users?: LinkedUsers; readonly ownersSpaces?: () => SpaceAccess; readonly issuer?: string } = {},
): Promise<void> {
  return withStore(join(scratchFolder(), 'home'), async (store) =>
    work(
      createPeopleService({
        owners: await store.collection<Owner>('owners'),
        users: more.users ?? NO_USERS,
        ownersSpaces: more.ownersSpaces ?? (() => OWNER.spaces),
        configuredIssuer: more.issuer,
        clock: () => 1_700_000_000_000,
      }),
    ),
  );
}

function refusal(people: PeopleService, facts: TokenFacts): CodezError {
  let thrown: unknown;
  try {
    people.principalOf(facts);
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof CodezError, `${facts.sub} of ${facts.issuer} was let in`);
  assert.equal(thrown.code, 'forbidden');
  return thrown;
}

test('a recorded owner’s token acts for local, with all scopes but admin and the owner’s spaces [access.oauth.owner.principal]', () => {
  const spaces = { own: 'local', readable: new Set(['local', 'ops']), writable: new Set(['local']) };
  return withPeople(
    async (people) => {
      await people.add({ issuer: ISSUER, sub: 'usr_ann', email: 'ann@example.com' });
      const principal = people.principalOf(token('usr_ann'));
      assert.equal(principal.kind, 'owner');
      assert.equal(principal.name, 'usr_ann@auth.example.com');
      assert.equal(principal.user, 'local');
      assert.equal(principal.author, 'local');
      assert.equal(principal.isRemote, true);
      assert.deepEqual([...principal.scopes].sort(), [...OWNER.scopes].sort());
      assert.ok(!principal.scopes.has('admin'));
      assert.equal(principal.spaces, spaces);
      assert.equal(people.principalOf(token('usr_ann')), principal, 'made once');
      assert.deepEqual(people.principalOf(token('usr_ann', { scopes: new Set(['openid', 'mcp:tools']) })), principal);
    },
    { ownersSpaces: () => spaces },
  );
});

test('the owner’s spaces are those of now', () => {
  let spaces: SpaceAccess = OWNER.spaces;
  return withPeople(
    async (people) => {
      await people.add({ issuer: ISSUER, sub: 'usr_ann' });
      assert.equal(people.principalOf(token('usr_ann')).spaces.readable.has('ops'), false);
      spaces = { own: 'local', readable: new Set(['local', 'ops']), writable: new Set(['local']) };
      assert.equal(people.principalOf(token('usr_ann')).spaces.readable.has('ops'), true);
    },
    { ownersSpaces: () => spaces },
  );
});

test('strangers are refused, told how to be added, in words that no shell runs [access.oauth.owner.stranger]', () =>
  withPeople(async (people) => {
    await people.add({ issuer: ISSUER, sub: 'usr_ann' });
    for (const facts of [
      token('usr_eve'),
      token('USR_ANN'),
      token('usr_ann '),
      token(''),
      token('usr_ann', { issuer: 'https://auth.example.com.evil.test' }),
      token('usr_ann', { issuer: 'http://auth.example.com' }),
      token('usr_ann', { issuer: 'https://auth.example.com:8443' }),
      token('usr_ann', { issuer: 'https://auth.example.com/tenant' }),
      token('usr_ann', { issuer: '' }),
      token('com usr_ann', { issuer: 'https://auth.example' }),
    ]) {
      const error = refusal(people, facts);
      assert.match(error.hint, /codez owner add --issuer /);
      assert.match(String(error.cause), /neither a recorded owner nor linked/);
    }
    assert.match(
      refusal(people, token('usr_eve')).hint,
      /`codez owner add --issuer https:\/\/auth\.example\.com usr_eve`/,
    );
    assert.match(refusal(people, token("x'; rm -rf ~ #")).hint, / 'x'\\''; rm -rf ~ #'`/);
    assert.match(refusal(people, token('--help')).hint, / -- --help`/);
    const odd = refusal(people, token('a\u001b[2Jb\u202e')).hint;
    assert.ok(!odd.includes('\u001b') && !odd.includes('\u202e'), odd);
  }));

test('while nobody is recorded every token is refused, and the log knows why [access.oauth.owner.none]', () =>
  withPeople(async (people) => {
    const error = refusal(people, token('usr_ann'));
    assert.match(String(error.cause), /no owner is recorded/);
    await people.add({ issuer: ISSUER, sub: 'usr_ann' });
    people.principalOf(token('usr_ann'));
    await people.remove({ sub: 'usr_ann' });
    assert.match(String(refusal(people, token('usr_ann')).cause), /no owner is recorded/);
  }));

test('a removed owner is refused with the very next token [access.oauth.owner.removed]', () =>
  withPeople(async (people) => {
    await people.add({ issuer: ISSUER, sub: 'usr_ann' });
    await people.add({ issuer: ISSUER, sub: 'usr_cat' });
    people.principalOf(token('usr_ann'));
    assert.equal((await people.remove({ sub: 'usr_ann' })).sub, 'usr_ann');
    refusal(people, token('usr_ann'));
    people.principalOf(token('usr_cat'));
    await assert.rejects(people.remove({ sub: 'usr_ann' }), { code: 'not_found' });
  }));

test('a token that says its scopes needs mcp:tools, and the refusal names it [access.oauth.owner.scope]', () =>
  withPeople(
    async (people) => {
      await people.add({ issuer: ISSUER, sub: 'usr_ann' });
      for (const sub of ['usr_ann', 'usr_bob']) {
        for (const scopes of [[], ['openid'], ['mcp:tools:read'], ['MCP:TOOLS'], ['mcp:tools ']]) {
          const error = refusal(people, token(sub, { scopes: new Set(scopes) }));
          assert.match(error.message, /^insufficient_scope: .*mcp:tools/);
          assert.equal(error.missingScope, 'mcp:tools');
        }
        people.principalOf(token(sub, { scopes: new Set(['mcp:tools']) }));
      }
    },
    { users },
  ));

test('a token that proves no audience needs a yes in the record of its person [access.oauth.unbound.record]', () =>
  withPeople(
    async (people) => {
      const unbound = { isBound: false };
      await people.add({ issuer: ISSUER, sub: 'usr_ann' });
      const error = refusal(people, token('usr_ann', unbound));
      assert.match(error.message, /every other service/);
      assert.match(error.hint, /codez owner add --issuer \S+ --accept-unbound-tokens usr_ann/);
      assert.match(refusal(people, token('usr_bob', unbound)).hint, /codez user update bob --accept-unbound-tokens/);
      refusal(people, token('usr_eve', unbound));
      await people.add({ issuer: ISSUER, sub: 'usr_ann', acceptsUnboundTokens: true });
      people.principalOf(token('usr_ann', unbound));
      await people.add({ issuer: ISSUER, sub: 'usr_ann', email: 'ann@example.com' });
      people.principalOf(token('usr_ann', unbound));
      await people.add({ issuer: ISSUER, sub: 'usr_ann', acceptsUnboundTokens: false });
      refusal(people, token('usr_ann', unbound));
      people.principalOf(token('usr_ann'));
    },
    { users },
  ));

test('a subject linked to a user acts for that user; the owner’s record goes first [access.oauth.user]', () =>
  withPeople(
    async (people) => {
      assert.equal(people.principalOf(token('usr_bob')), BOB);
      assert.equal(people.principalOf(token('usr_bob', { issuer: `${ISSUER}/` })), BOB);
      refusal(people, token('usr_bob', { issuer: 'https://other.example.com' }));
      refusal(people, token('usr_bobby'));
      await people.add({ issuer: ISSUER, sub: 'usr_bob' });
      assert.equal(people.principalOf(token('usr_bob')).kind, 'owner');
    },
    { users },
  ));

test('issuers are the same but for a slash at the end, and nothing else is one', () =>
  withPeople(
    async (people) => {
      const { owner } = await people.add({ sub: 'usr_ann' });
      assert.equal(owner.issuer, 'https://auth.example.com');
      assert.equal((await people.add({ issuer: `${ISSUER}/`, sub: 'usr_ann' })).created, false);
      assert.equal(people.list().length, 1);
      people.principalOf(token('usr_ann', { issuer: `${ISSUER}/` }));
      for (const issuer of [
        'auth.example.com',
        'ftp://auth.example.com',
        'https://ann:pw@auth.example.com',
        'https://auth.example.com/?a=b',
        'https://auth.example.com/#a',
        'https://auth.example.com/ x',
        `https://auth.example.com/${'x'.repeat(300)}`,
        'javascript:alert(1)',
        '',
      ]) {
        await assert.rejects(people.add({ issuer, sub: 'x' }), { code: 'invalid' }, issuer);
      }
      for (const sub of ['', 'a\u0000b', 'a\nb', 'x'.repeat(256)]) {
        await assert.rejects(people.add({ issuer: ISSUER, sub }), { code: 'invalid' }, JSON.stringify(sub));
      }
      assert.equal(people.list().length, 1);
    },
    { issuer: 'https://AUTH.example.com/' },
  ));

test('one sub at two issuers is two people; which one is removed has to be said', () =>
  withPeople(async (people) => {
    await assert.rejects(people.add({ sub: 'usr_ann' }), { code: 'invalid' });
    const issuers = [ISSUER, `${ISSUER}/tenant`, 'http://127.0.0.1:9000'];
    for (const issuer of issuers) await people.add({ issuer, sub: 'usr_ann' });
    const names = issuers.map((issuer) => people.principalOf(token('usr_ann', { issuer })).name);
    assert.equal(new Set(names).size, 3, names.join());
    await assert.rejects(people.remove({ sub: 'usr_ann' }), { code: 'conflict' });
    await assert.rejects(people.remove({ sub: 'usr_ann', issuer: 'https://none.example.com' }), { code: 'not_found' });
    await people.remove({ sub: 'usr_ann', issuer: `${ISSUER}/tenant/` });
    refusal(people, token('usr_ann', { issuer: `${ISSUER}/tenant` }));
    people.principalOf(token('usr_ann'));
  }));
