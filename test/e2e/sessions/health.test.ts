import assert from 'node:assert/strict';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readVersion } from '../../../src/config/version.ts';
import { callTool } from '../../support/mcp.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { standInClaudeBin } from '../../support/stand-in-claude-bin.ts';

const STALE = 'state.json.0123456789ab.tmp';

interface Details {
  readonly subsystems: readonly { name: string; ok: boolean; details: Record<string, unknown> }[];
  readonly log: readonly { at: string; action: string; details: Record<string, unknown> }[];
}

let server: TestServer;
before(async () => {
  const folder = scratchFolder();
  const home = join(folder, '.codez');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, STALE), '{');
  utimesSync(join(home, STALE), new Date('2026-01-01'), new Date('2026-01-01'));
  server = await startServer({ folder, env: { CODEZ_CLAUDE_BIN: standInClaudeBin() } });
});
after(async () => {
  await server.stop();
});

test('get_health says at a glance whether all is well [sessions.health.summary, seed1.tool.get-health]', async () => {
  // The index is built from the start on: a search waits for it.
  await callTool(server.url, 'search_sessions', { query: 'nothing' });
  const { uptime_ms: uptimeMs, index, ...rest } = await callTool(server.url, 'get_health');
  assert.match(String((index as Record<string, unknown>)['state']), /^(?:building|ready)$/);
  assert.ok(Number(uptimeMs) >= 0);
  assert.deepEqual(rest, {
    ok: true,
    version: readVersion(),
    sessions: { live: 0, mirror: 0 },
    hub: { state: 'none' },
    store: { state: 'ok' },
  });
});

test('get_health_details shows every part and what the self-healing loop did [sessions.health.parts, sessions.health.log, seed1.tool.get-health-details]', async () => {
  const { subsystems, log } = (await callTool(server.url, 'get_health_details')) as unknown as Details;
  const names = subsystems.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const known = [
    'store',
    'disk',
    'temporary_files',
    'sessions',
    'run_directories',
    'claude',
    'events',
    'access_log',
    'transcripts',
    'hub',
    'index',
  ];
  for (const name of known) assert.ok(names.includes(name), name);
  const claude = subsystems.find(({ name }) => name === 'claude');
  assert.deepEqual([claude?.ok, claude?.details['path']], [true, standInClaudeBin()]);
  assert.deepEqual(
    log.map(({ action, details }) => [action, details['file']]),
    [['removed a stale temporary file', STALE]],
  );
  assert.ok(!existsSync(join(server.home, STALE)));
});

test('without a claude program the details say so and how to get it; codez itself is well', async () => {
  const own = await startServer({ env: { CODEZ_CLAUDE_BIN: '/no/such/claude' } });
  const { subsystems } = (await callTool(own.url, 'get_health_details')) as unknown as Details;
  const claude = subsystems.find(({ name }) => name === 'claude');
  assert.equal(claude?.ok, false);
  assert.match(String(claude?.details['problem']), /CODEZ_CLAUDE_BIN.*Install it with/s);
  assert.equal((await callTool(own.url, 'get_health'))['ok'], true);
  await own.stop();
});
