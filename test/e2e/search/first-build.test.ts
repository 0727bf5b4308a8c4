import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startSearchServer } from '../../support/search/search-server.ts';
import { TranscriptBuilder } from '../../support/transcripts/transcript-builder.ts';

const SESSIONS = 20;
const WORDS = 'reeds and rushes '.repeat(4_000);

/** A tree that takes seconds to index, with one word in its oldest part. */
function fillTree(configDir: string): void {
  for (let number = 0; number < SESSIONS; number += 1) {
    const session = new TranscriptBuilder({
      sessionId: `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, '0')}`,
      cwd: '/home/me/app',
      startAt: Date.UTC(2026, 0, 1 + number),
    });
    if (number === 0) session.prompt('heron');
    for (let prompt = 0; prompt < 40; prompt += 1) session.prompt(WORDS);
    session.write(configDir);
  }
}

test('a server is ready before its index, and a search waits for it, telling how far it is [cli.serve.ready-early, sessions.search.building]', async (t) => {
  const { server, call } = await startSearchServer(fillTree);
  const client = new Client({ name: 'agent', version: '1.0.0' });
  t.after(() => client.close());
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)) as Parameters<Client['connect']>[0],
  );
  const health = await call('get_health', {});
  assert.deepEqual(health.value['index'], { state: 'building' });
  const told: number[] = [];
  const found = await client.callTool({ name: 'search_sessions', arguments: { query: 'heron' } }, undefined, {
    onprogress: ({ progress, total = 0 }) => told.push(progress / total),
    timeout: 120_000,
  });
  const { results, indexing } = found.structuredContent as { results: unknown[]; indexing?: object };
  assert.ok(results.length === 1 || indexing !== undefined, JSON.stringify(found.structuredContent));
  assert.ok(told.length > 0);
  assert.ok(
    told.every((share, index) => share > (told[index - 1] ?? -1) && share <= 1),
    told.join(' '),
  );
});
