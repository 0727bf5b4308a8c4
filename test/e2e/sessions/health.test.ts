import assert from 'node:assert/strict';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readVersion } from '../../../src/config/version.ts';
import { callTool } from '../../support/mcp.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

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
  server = await startServer({ folder });
});
after(async () => {
  await server.stop();
});

test('get_health says at a glance whether all is well [sessions.health.summary, seed1.tool.get-health]', async () => {
  const { uptime_ms: uptimeMs, ...rest } = await callTool(server.url, 'get_health');
  assert.ok(Number(uptimeMs) >= 0);
  assert.deepEqual(rest, {
    ok: true,
    version: readVersion(),
    sessions: { live: 0, mirror: 0 },
    hub: { state: 'none' },
    store: { state: 'ok' },
    index: { state: 'none' },
  });
});

test('get_health_details shows every part and what the self-healing loop did [sessions.health.parts, sessions.health.log, seed1.tool.get-health-details]', async () => {
  const { subsystems, log } = (await callTool(server.url, 'get_health_details')) as unknown as Details;
  const names = subsystems.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of ['store', 'disk', 'temporary_files', 'hub', 'index']) assert.ok(names.includes(name), name);
  assert.deepEqual(
    log.map(({ action, details }) => [action, details['file']]),
    [['removed a stale temporary file', STALE]],
  );
  assert.ok(!existsSync(join(server.home, STALE)));
});
