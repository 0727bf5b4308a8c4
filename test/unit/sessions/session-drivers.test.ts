import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveContext } from '../../../src/sessions/live/live-context.ts';
import { Places } from '../../../src/sessions/live/places.ts';
import { SessionDrivers } from '../../../src/sessions/live/session-drivers.ts';

test('drivers of sessions that nobody uses are forgotten, the others are kept', async () => {
  const places = new Places(1);
  const queued = new Set(['queued']);
  const prompts = { hasQueued: (id: string) => queued.has(id) };
  const context = { clock: () => 0, idleTimeoutMs: 1_000, places, prompts } as unknown as LiveContext;
  const drivers = new SessionDrivers(context);
  const used = ['queued', 'waiting', 'gated'].map((id) => drivers.of(id));
  places.wait('waiting', () => {});
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const task = used[2]?.gate.run(() => opened);
  for (let index = 0; index < 5_000; index++) drivers.of(`${index}`);
  assert.ok(drivers.size <= 1_000, `${drivers.size}`);
  for (const driver of used) assert.equal(drivers.find(driver.sessionId), driver);
  open();
  await task;
  for (let index = 0; index < 5_000; index++) drivers.of(`again ${index}`);
  assert.equal(drivers.find('gated'), undefined);
});
