import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeWindow, extendWindow, isOpen, longestOpen, openWindow } from '../../../src/hosts/sliding-window.ts';

const NOW = 1_000_000_000;
const MINUTE = 60_000;

const EDGES: readonly (readonly [ahead: number, expected: boolean])[] = [
  [1, true],
  [MINUTE, true],
  [0, false],
  [-1, false],
  [-NOW, false],
];
for (const [ahead, expected] of EDGES) {
  test(`a window that ends ${ahead} ms from now is ${expected ? 'open' : 'closed'} [access.window.edge]`, () => {
    assert.equal(isOpen({ seconds: 600, open_until: NOW + ahead }, NOW), expected);
  });
}

test('an allowed call keeps the window open for at least its length from then on [access.window.extend]', () => {
  for (const seconds of [60, 600, 28_800]) {
    for (const left of [1, 1000, seconds * 1000 - 1]) {
      const { open_until: until } = extendWindow({ seconds, open_until: NOW + left }, NOW);
      assert.ok(until >= NOW + seconds * 1000, `${seconds} s, ${left} ms left`);
      assert.ok(until <= NOW + seconds * 1000 + 1000, 'and not for much longer');
    }
  }
});

test('it is never shortened, and not written anew where it lasts as long already [access.window.extend, access.window.cheap]', () => {
  for (const ahead of [600_000, 600_001, 1_800_000, 28_800_000]) {
    const window = { seconds: 600, open_until: NOW + ahead };
    assert.equal(extendWindow(window, NOW), window);
  }
  const first = extendWindow({ seconds: 600, open_until: NOW + MINUTE }, NOW);
  for (const later of [0, 1, 500, 1000]) assert.equal(extendWindow(first, NOW + later), first, `${later} ms later`);
  assert.notEqual(extendWindow(first, NOW + 1001), first);
});

test('what the owner closed stays closed, and what lapsed long ago stays lapsed [access.window.closed-stays]', () => {
  const closed = closeWindow({ seconds: 600, open_until: NOW + MINUTE });
  assert.equal(extendWindow(closed, NOW), closed);
  assert.ok(!isOpen(closed, 0));
  const lapsed = { seconds: 600, open_until: NOW - 16 * MINUTE };
  assert.equal(extendWindow(lapsed, NOW), lapsed);
});

test('a long call that began in an open window keeps it open at its end [access.window.extend]', () => {
  assert.ok(isOpen(extendWindow({ seconds: 60, open_until: NOW - 9 * MINUTE }, NOW), NOW));
});

test('opening opens for at least so long, and never shortens [access.window.open]', () => {
  assert.equal(openWindow({ seconds: 60, open_until: 0 }, NOW, 1800).open_until, NOW + 1_800_000);
  const longer = { seconds: 60, open_until: NOW + 7_200_000 };
  assert.equal(openWindow(longer, NOW, 60).open_until, longer.open_until);
});

test('a window found on file is open for 8 hours at most, whatever the clock did [access.window.clock]', () => {
  const { open_until: until } = { open_until: NOW + 30 * 86_400_000 };
  assert.ok(longestOpen({ seconds: 600, open_until: until }, NOW) <= 28_801_000);
  assert.equal(longestOpen({ seconds: 600, open_until: NOW - 1 }, NOW), 0);
});
