import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomIds } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { OWNER } from '../../src/core/principal.ts';
import { CATALOG } from '../../src/tools/catalog.ts';
import { createRegistry, MAX_RESULT_BYTES } from '../../src/tools/registry.ts';
import type { Services } from '../../src/tools/services.ts';
import { openNotes } from '../support/notes.ts';

const BIG = '\u0001'.repeat(31_000);
const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  memory_store: ['a note', { content: BIG, id: 'big', tags: ['x'], metadata: { a: [1, { b: null }] }, expires_in: 9 }],
  memory_append: [
    { resource_id: 'r', content: BIG },
    { resource_id: 'r', text: BIG },
    { resource_id: 'r', text: 'c' },
  ],
  memory_retrieve: ['big', { key: 'none' }],
  memory_search: ['', { q: 'note' }, { query: 'x', tags: ['x'], order: 'recent', limit: 100 }],
  memory_query: [
    { resource_id: 'r', q: 'c' },
    { resource_id: 'r', query: '', top_k: 50 },
  ],
  memory_list: ['r', { resource_id: 'r', top_k: 100 }],
  resource_create: [{ uri: 'memory://made', text: 'x' }],
  resource_update: [{ uri: 'memory://made', content: 'y', if_version: 1 }],
  resource_read: ['memory://big', 'memory://local/made'],
  resource_list: [{}, { limit: 200 }],
  resource_delete: ['memory://made'],
  memory_delete: ['big', { memory_id: 'big' }],
};

test('results are what the output schema says, after JSON too, and within their bound [mcp.call.structured, mcp.bounded, memory.aliases]', async () => {
  const notes = await openNotes();
  const services = { memories: notes.memories } as Services;
  const now = (): number => 0;
  const registry = createRegistry({ tools: CATALOG, services, logger: silentLogger, ids: randomIds, now });
  const sampled = CATALOG.filter(({ group }) => group === 'memory' || group === 'resources').map(({ name }) => name);
  assert.deepEqual(Object.keys(SAMPLES).toSorted(), sampled.toSorted());
  for (const [name, samples] of Object.entries(SAMPLES)) {
    const tool = CATALOG.find((candidate) => candidate.name === name);
    for (const args of samples) {
      const { value, json } = await registry.call(name, args, { principal: OWNER, door: 'mcp' });
      assert.deepEqual(tool?.output.parse(JSON.parse(json)), value);
      assert.ok(Buffer.byteLength(json) <= MAX_RESULT_BYTES, name);
      assert.ok(
        Object.keys(value).every((key) => /^[a-z]+(_[a-z]+)*$/.test(key)),
        name,
      );
    }
  }
  await notes.close();
});
