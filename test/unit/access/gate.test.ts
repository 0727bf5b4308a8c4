import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACT_AS_OWNER_HEADER } from '../../../src/access/authenticate.ts';
import type { AccessRules, RequestFacts } from '../../../src/access/request-facts.ts';
import type { Verdict } from '../../../src/access/verdict.ts';
import { factsWith, rulesWith } from './facts.ts';
import { gateWith } from './gate-with.ts';

const OWNER = 'owner without admin';
const ADMIN = 'owner with admin';
const REFUSED = '401 unauthenticated';

type Case = readonly [what: string, facts: Partial<RequestFacts>, rules: Partial<AccessRules>, expected: string];

const withHeader = (name: string, value = 'x'): Partial<RequestFacts> => ({ headers: { [name]: value } });

const CASES: readonly Case[] = [
  ['a direct request without credential', {}, {}, OWNER],
  ['a peer in 127.0.0.0/8', { peerAddress: '127.8.9.10' }, {}, OWNER],
  ['a mapped loopback peer', { peerAddress: '::ffff:127.0.0.1' }, {}, OWNER],
  ['an IPv6 loopback peer', { peerAddress: '::1' }, {}, OWNER],
  ['a system that cannot tell users apart', { peerUser: 'unknown' }, {}, OWNER],
  ['a page of our own', withHeader('sec-fetch-site', 'same-origin'), {}, OWNER],
  ['a typed address', withHeader('sec-fetch-site', 'none'), {}, OWNER],
  ['trust turned off', {}, { loopback: 'off' }, REFUSED],
  ['another machine', { peerAddress: '10.0.0.9' }, {}, REFUSED],
  ['another user of this machine', { peerUser: 'other' }, {}, REFUSED],
  ['a forwarded port', { hosts: ['localhost:9999'] }, {}, REFUSED],
  ['a public name', { hosts: ['code.example.com'] }, { publicUrl: new URL('https://code.example.com') }, REFUSED],
  ['a foreign page', withHeader('sec-fetch-site', 'cross-site'), {}, REFUSED],
  ['a page of another port', withHeader('sec-fetch-site', 'same-site'), {}, REFUSED],
  ['a wrong bearer token', withHeader('authorization', 'Bearer nope'), {}, REFUSED],
  ['an empty credential', withHeader('authorization', ''), {}, REFUSED],
  ['basic authentication', withHeader('authorization', 'Basic eDp5'), {}, REFUSED],
  ['a wrong API key', withHeader('x-api-key', 'nope'), {}, REFUSED],
  ['two different credentials', { headers: { authorization: 'Bearer a', 'x-api-key': 'b' } }, {}, '400 invalid'],
  ['the Unix socket', { door: 'unix', peerAddress: '', hosts: [], peerUser: 'unknown' }, {}, ADMIN],
  ['the Unix socket with a wrong key', { door: 'unix', ...withHeader('x-api-key', 'nope') }, {}, REFUSED],
  ['the Unix socket for others', { door: 'unix', ...withHeader(ACT_AS_OWNER_HEADER, 'owner') }, {}, OWNER],
  ['the header of the socket over TCP', withHeader(ACT_AS_OWNER_HEADER, 'owner'), {}, OWNER],
  ...[
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-forwarded-anything',
    'x-real-ip',
    'via',
    'cf-connecting-ip',
    'cf-ray',
    'cdn-loop',
    'true-client-ip',
    'x-original-host',
    'tailscale-user-login',
  ].map((name): Case => [`the forwarding header ${name}, even empty`, withHeader(name, ''), {}, REFUSED]),
];

async function admit(facts: RequestFacts, rules: AccessRules = rulesWith()): Promise<Verdict> {
  return await gateWith({ rules }).admit(facts);
}

async function errorOf(facts: RequestFacts, rules?: AccessRules): Promise<{ message: string; hint: string }> {
  const verdict = await admit(facts, rules);
  assert.ok(!verdict.isAdmitted);
  return verdict.error;
}

for (const [what, facts, rules, expected] of CASES) {
  test(`admission: ${what} gives ${expected}`, async () => {
    const verdict = await admit(factsWith(facts), rulesWith(rules));
    const outcome = verdict.isAdmitted
      ? `${verdict.principal?.kind} ${verdict.principal?.scopes.has('admin') ? 'with' : 'without'} admin`
      : `${verdict.error.edges.http} ${verdict.error.code}`;
    assert.equal(outcome, expected);
  });
}

test('a foreign Host is refused before a wrong credential is looked at', async () => {
  const facts = factsWith({
    hosts: ['evil.example'],
    headers: { origin: 'https://evil.example', 'x-api-key': 'nope' },
  });
  assert.match((await errorOf(facts)).message, /^Host not allowed/);
});

test('a foreign Origin is refused before a wrong credential is looked at', async () => {
  const facts = factsWith({ headers: { origin: 'https://evil.example', 'x-api-key': 'nope' } });
  assert.equal((await errorOf(facts)).message, 'Origin not allowed');
});

test('missing and wrong credentials read the same', async () => {
  const read = async (facts: RequestFacts): Promise<string> => {
    const { message, hint } = await errorOf(facts, rulesWith({ loopback: 'off' }));
    return `${message} ${hint}`;
  };
  assert.equal(await read(factsWith()), await read(factsWith({ headers: { authorization: 'Bearer nope' } })));
});
