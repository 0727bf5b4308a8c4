import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal } from '../../../src/core/principal.ts';
import { principalIn, withHosts } from '../../support/hosts.ts';
import { factsWith } from './facts.ts';
import { gateWith } from './gate-with.ts';

const HERE = '127.0.0.1';
const MINUTE = 60_000;

test('a window that lapses ends a stream and withholds no answer; one that is closed does both [access.held.window]', async () => {
  await withHosts(async ({ addHost, clock, keys, operations }) => {
    const key = await addHost('lab', { insecure: true, windowSeconds: 60, addresses: [HERE] });
    const gate = gateWith({ keys });
    const facts = factsWith({ headers: { authorization: `Bearer ${key}` } });
    const principal = principalIn(keys.judge(key, HERE));
    const held = (): unknown => [
      gate.isStillAdmitted(facts, { principal, as: 'stream' }),
      gate.isStillAdmitted(facts, { principal, as: 'answer' }),
    ];
    assert.deepEqual(held(), [true, true]);
    clock.pass(30 * MINUTE);
    assert.deepEqual(held(), [false, true]);
    await operations.holders.openWindow('host', 'lab', 60);
    assert.deepEqual(held(), [true, true]);
    await operations.holders.closeWindow('host', 'lab');
    assert.deepEqual(held(), [false, false]);
  });
});

test('who may do more than before is still admitted, who may do less or is another is not [access.held.rights]', async () => {
  await withHosts(async ({ addHost, keys }) => {
    const key = await addHost('web', { addresses: [HERE] });
    const gate = gateWith({ keys });
    const facts = factsWith({ headers: { authorization: `Bearer ${key}` } });
    const now = principalIn(keys.judge(key, HERE));
    const isStill = (change: Partial<Principal>): unknown =>
      gate.isStillAdmitted(facts, { principal: { ...now, ...change }, as: 'answer' });
    assert.equal(isStill({}), true);
    assert.equal(isStill({ scopes: new Set(['memory'] as const) }), true);
    assert.equal(isStill({ scopes: new Set(['memory', 'approve'] as const) }), false);
    assert.equal(isStill({ spaces: { ...now.spaces, readable: new Set(['web', 'ops']) } }), false);
    assert.equal(isStill({ name: 'other' }), false);
    assert.equal(isStill({ kind: 'user' }), false);
    assert.equal(isStill({ user: 'ada' }), false);
  });
});
