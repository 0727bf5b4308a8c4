import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileAt } from '../../../support/oauth/hostile-answers.ts';
import { ORIGIN, reasonOf, type ScriptedIssuer, startScriptedIssuer } from './verifier-with.ts';

const USE = { origin: ORIGIN, isOursAlone: true, lane: undefined };

async function withIntrospection(timeoutMs = 5_000): Promise<ScriptedIssuer> {
  const issuer = await startScriptedIssuer({ timeoutMs });
  issuer.metadata['introspection_endpoint'] = `${issuer.url}/introspect`;
  return issuer;
}

test('answers at once for a token it has looked up, for a minute at most [access.oauth.cache.good]', async () => {
  const issuer = await withIntrospection();
  issuer.tokens.set('token', { active: true, sub: 'usr_1', aud: ORIGIN });
  const first = issuer.verifier.verify('token', USE);
  assert.ok(first instanceof Promise);
  const facts = await first;
  issuer.tokens.delete('token');
  issuer.ahead.steady = 59_000;
  assert.equal(issuer.verifier.verify('token', USE), facts);
  assert.equal(issuer.count('/introspect'), 1);
  issuer.ahead.steady = 60_001;
  assert.equal(await issuer.outcome('token'), 'wrong: the issuer says that the token is not active');
});

test('keeps no token beyond its end, whatever the cache says [access.oauth.cache.end]', async () => {
  const issuer = await withIntrospection();
  issuer.tokens.set('opaque', { active: true, sub: 'usr_1', aud: ORIGIN, exp: Date.now() / 1000 + 30 });
  const jwt = await issuer.jwt({ exp: Date.now() / 1000 + 30 });
  for (const token of ['opaque', jwt]) {
    issuer.ahead.wall = 0;
    assert.equal(await issuer.outcome(token), 'good');
    issuer.ahead.wall = 29_000;
    assert.equal(await issuer.outcome(token), 'good');
    issuer.ahead.wall = 30_001;
    assert.deepEqual(issuer.verifier.verify(token, USE), { refused: 'expired', reason: 'the token has expired' });
  }
});

test('keeps nothing longer because the clock of the machine jumps back [access.oauth.cache.clock]', async () => {
  const issuer = await withIntrospection();
  issuer.tokens.set('token', { active: true, sub: 'usr_1', aud: ORIGIN });
  assert.equal(await issuer.outcome('token'), 'good');
  issuer.tokens.delete('token');
  issuer.ahead.wall = -7 * 24 * 3_600_000;
  issuer.ahead.steady = 60_001;
  assert.equal(await issuer.outcome('token'), 'wrong: the issuer says that the token is not active');
});

test('remembers for ten seconds that a token is wrong [access.oauth.cache.wrong]', async () => {
  const issuer = await withIntrospection();
  assert.equal(await issuer.outcome('token'), 'wrong: the issuer says that the token is not active');
  issuer.tokens.set('token', { active: true, sub: 'usr_1', aud: ORIGIN });
  issuer.ahead.steady = 9_000;
  assert.ok(!(issuer.verifier.verify('token', USE) instanceof Promise));
  assert.equal(issuer.count('/introspect'), 1);
  issuer.ahead.steady = 10_001;
  assert.equal(await issuer.outcome('token'), 'good');
});

test('remembers no failure of the issuer as one of the token [access.oauth.cache.failure]', async () => {
  const issuer = await withIntrospection();
  issuer.tokens.set('token', { active: true, sub: 'usr_1', aud: ORIGIN });
  issuer.intercept(hostileAt('/introspect', 'error500'));
  assert.equal(await reasonOf(issuer.outcome('token')), '503 the issuer answers 500 to introspection');
  issuer.intercept(undefined);
  assert.equal(await issuer.outcome('token'), 'good');
});

test('looks a token up once for all requests that carry it at the same time [access.oauth.cache.shared]', async () => {
  const issuer = await withIntrospection();
  issuer.tokens.set('token', { active: true, sub: 'usr_1', aud: ORIGIN });
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => issuer.outcome('token')));
  assert.deepEqual(new Set(outcomes), new Set(['good']));
  assert.equal(issuer.requests.length, 2);
});

test('keeps tokens under their hash only [access.oauth.cache.hashed]', async () => {
  const { createVerdictCache, hashToken } = await import('../../../../src/access/oauth/verdict-cache.ts');
  assert.equal(hashToken('abc'), 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
  const cache = createVerdictCache(() => 0, Date.now);
  const good = { audiences: [], expiresAt: undefined, facts: {} as never };
  for (let at = 0; at < 2_001; at += 1) cache.keep(`good-${at}`, good);
  for (let at = 0; at < 20_000; at += 1) cache.keep(`wrong-${at}`, { refused: 'wrong', reason: '' });
  assert.equal(cache.find('good-0'), undefined);
  assert.equal(cache.find('good-1'), good);
  assert.equal(cache.find('wrong-9999'), undefined);
  assert.ok(cache.find('wrong-19999'));
});

/** Holds the answers of introspection until they are let go, and counts how many are asked for at a time. */
function holdAnswers(issuer: ScriptedIssuer): { peak: number; begun: () => number; letGo: () => void } {
  const held: (() => void)[] = [];
  let open = 0;
  let begun = 0;
  const watch = {
    peak: 0,
    begun: () => begun,
    letGo: () => {
      for (const go of held.splice(0)) go();
    },
  };
  issuer.intercept(async (request) => {
    if (request.url !== '/introspect') return false;
    open += 1;
    begun += 1;
    watch.peak = Math.max(watch.peak, open);
    await new Promise<void>((resolve) => held.push(resolve));
    open -= 1;
    return false;
  });
  return watch;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test('asks the issuer about four tokens at a time, the others wait [access.oauth.closed.four]', async () => {
  const issuer = await withIntrospection();
  for (let at = 0; at < 20; at += 1) issuer.tokens.set(`token-${at}`, { active: true, sub: 'usr_1', aud: ORIGIN });
  const watch = holdAnswers(issuer);
  const outcomes = Promise.all(Array.from({ length: 20 }, (_, at) => issuer.outcome(`token-${at}`)));
  for (let round = 1; round <= 5; round += 1) {
    await until(() => watch.begun() === round * 4);
    watch.letGo();
  }
  assert.deepEqual(new Set(await outcomes), new Set(['good']));
  assert.equal(watch.peak, 4);
});

test('counts the wait for a turn as part of the time-out, and lets few wait [access.oauth.closed.queue]', async () => {
  const issuer = await withIntrospection(300);
  await issuer.outcome('warm-up');
  issuer.intercept(hostileAt('/introspect', 'silent'));
  const outcomes = await Promise.all(Array.from({ length: 100 }, (_, at) => reasonOf(issuer.outcome(`token-${at}`))));
  const late = /^503 the (issuer did not answer|look-up did not get its turn) in time$/;
  const crowded = outcomes.filter((outcome) => outcome === '503 too many look-ups wait for the issuer');
  assert.equal(crowded.length, 32);
  assert.equal(outcomes.filter((outcome) => late.test(outcome)).length, 68);
});

test('looks tokens of a blocked address up one at a time, and those of others beside them [access.block.tokens]', async () => {
  const issuer = await withIntrospection();
  for (let at = 0; at < 4; at += 1) issuer.tokens.set(`token-${at}`, { active: true, sub: 'usr_1', aud: ORIGIN });
  await issuer.outcome('warm-up');
  const watch = holdAnswers(issuer);
  const lane = { network: '192.0.2.1', isBlocked: true };
  const blocked = Promise.all([0, 1, 2].map((at) => issuer.outcome(`token-${at}`, { lane })));
  await until(() => watch.begun() === 1);
  const other = issuer.outcome('token-3', { lane: { network: '198.51.100.1', isBlocked: true } });
  await until(() => watch.begun() === 2);
  assert.equal(watch.peak, 2);
  // What can be judged here does not wait for what only the issuer can judge.
  assert.equal(await issuer.outcome(await issuer.jwt(), { lane }), 'good');
  for (const begun of [3, 4]) {
    watch.letGo();
    await until(() => watch.begun() === begun);
    assert.ok(watch.peak <= 2);
  }
  watch.letGo();
  assert.deepEqual([...(await blocked), await other], ['good', 'good', 'good', 'good']);
  assert.ok(!(issuer.verifier.verify('token-0', { ...USE, lane }) instanceof Promise));
});

test('one network never has all look-ups, nor do made-up tokens keep a good one waiting [access.oauth.fair]', async () => {
  const issuer = await withIntrospection();
  for (const name of ['known', 'other']) issuer.tokens.set(name, { active: true, sub: 'usr_1', aud: ORIGIN });
  const from = (network: string) => ({ lane: { network, isBlocked: false } });
  await issuer.outcome('known', from('198.51.100.1'));
  const watch = holdAnswers(issuer);
  const flood = Array.from({ length: 50 }, (_, at) => reasonOf(issuer.outcome(`made-up-${at}`, from('192.0.2.1'))));
  await until(() => watch.begun() === 2);
  const other = issuer.outcome('other', from('198.51.100.1'));
  await until(() => watch.begun() === 3);
  assert.equal(watch.peak, 3);

  // From everywhere at once, until so many wait that nobody else may.
  const spread = Array.from({ length: 80 }, (_, at) =>
    reasonOf(issuer.outcome(`spread-${at}`, from(`203.0.113.${at}`))),
  );
  await until(() => watch.begun() === 4);
  issuer.ahead.steady += 61_000;
  const known = issuer.outcome('known', from('198.51.100.1'));
  watch.letGo();
  await until(() => watch.begun() >= 8);
  watch.letGo();
  assert.equal(await known, 'good');
  assert.equal(await other, 'good');
  const letAllGo = setInterval(watch.letGo, 5);
  const outcomes = await Promise.all([...flood, ...spread]).finally(() => clearInterval(letAllGo));
  assert.ok(outcomes.includes('503 too many look-ups wait for the issuer'));
});
