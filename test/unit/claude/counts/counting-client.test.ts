import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CountingClient } from '../../../../src/claude/counts/counting-client.ts';
import { silentLogger } from '../../../../src/core/logger.ts';

const DYING = new URL('../../../support/transcripts/dying-thread.js', import.meta.url);

test('a thread that dies ends the running calls with a reason, and the next call starts another [sessions.counts.dies]', async () => {
  const warnings: string[] = [];
  let started = 0;
  const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
  const client = new CountingClient(DYING, { root: '/r' }, logger, () => {
    started += 1;
  });
  const waiting = client.call('count', { sessionId: 's', slug: 'p', path: '/r/p/s.jsonl' });
  const dying = client.call('sync', {});
  for (const call of [waiting, dying]) {
    await assert.rejects(call, {
      code: 'unavailable',
      message: /could not be counted: \/r is too much/,
      hint: /again/,
    });
  }
  assert.deepEqual(await client.call('changes', {}), { changed: [], removed: [], hasMore: false });
  await assert.rejects(client.call('usage', {}), { code: 'unavailable', message: /ended with code 3/ });
  assert.deepEqual([started, warnings.length], [2, 2]);
  await client.close();
  await assert.rejects(client.call('changes', {}), { code: 'unavailable', message: /stopping/ });
});
