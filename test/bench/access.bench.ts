import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAuthkit } from '../support/oauth/authkit.ts';
import { type BenchRow, median } from './row.ts';
import type { AccessServerSpec } from './support/access-server.ts';
import { type ChildServer, startChildServer } from './support/child-server.ts';
import { load, post } from './support/load.ts';

const HOSTS = 10_000;
const CONNECTIONS = 8;
/** Short ones in turn: what else the machine does meanwhile meets all alike. */
const ROUND_MS = 500;
const ROUNDS = 25;

/** What a call comes with besides the trusted loopback path, whose server keeps no access log. */
const WAYS = [
  { id: 'bench.access.log', name: 'calls/s with a row of the access log / without', credential: 'none' },
  {
    id: 'bench.access.key',
    name: `calls/s with a host key of ${HOSTS} and a row / trusted loopback`,
    credential: 'key',
  },
  { id: 'bench.access.token', name: 'calls/s with a cached token and a row / trusted loopback', credential: 'token' },
] as const;

/** One `tools/call` with credentials and a row of the access log against the trusted loopback path, in turn. */
export async function rows(): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  const authkit = await startAuthkit();
  const spec: AccessServerSpec = { hosts: HOSTS, issuer: authkit.url, sub: authkit.subOf('owner@example.com') };
  await writeFile(join(home, 'spec.json'), JSON.stringify(spec));
  const plain = await startChildServer('./tool-server.js', home);
  const full = await startChildServer('./access-server.js', home);
  try {
    const credentials = {
      none: {},
      key: { authorization: `Bearer ${await readFile(join(home, 'key'), 'utf8')}` },
      token: { authorization: `Bearer ${authkit.mint('owner@example.com')}` },
    };
    const trusted = await callOf(plain);
    const calls = await Promise.all(WAYS.map(({ credential }) => callOf(full, credentials[credential])));
    await measure(plain, trusted);
    for (const call of calls) await measure(full, call);
    const base: Round[] = [];
    const found: Round[][] = WAYS.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      base.push(await measure(plain, trusted));
      for (const [at, call] of calls.entries()) found[at]?.push(await measure(full, call));
    }
    return WAYS.map(({ id, name }, way) => {
      const rounds = found[way] ?? [];
      const ratio = median(rounds.map(({ perSecond }, at) => perSecond / (base[at]?.perSecond ?? 0)));
      const rates = `${medianRate(rounds)} to ${medianRate(base)} calls/s`;
      const cpu = `${cpuPerCall(rounds)} to ${cpuPerCall(base)} µs of CPU each`;
      return { id, name, ratio, target: { atLeast: 0.85 }, details: `${rates}, ${cpu}, ${CONNECTIONS} connections` };
    });
  } finally {
    await Promise.all([plain.stop(), full.stop(), authkit.close()]);
    await rm(home, { recursive: true, force: true });
  }
}

interface Round {
  readonly calls: number;
  readonly perSecond: number;
  readonly cpuMs: number;
}

async function measure(server: ChildServer, request: Buffer): Promise<Round> {
  const before = server.cpuMs();
  const { calls, seconds } = await load(server.port, CONNECTIONS, ROUND_MS, () => request);
  return { calls, perSecond: calls / seconds, cpuMs: server.cpuMs() - before };
}

function medianRate(rounds: readonly Round[]): number {
  return Math.round(median(rounds.map(({ perSecond }) => perSecond)));
}

function cpuPerCall(rounds: readonly Round[]): number {
  const sum = (value: (round: Round) => number): number => rounds.reduce((total, round) => total + value(round), 0);
  return Math.round((sum(({ cpuMs }) => cpuMs) / sum(({ calls }) => calls)) * 1000);
}

/** Returns the bytes of a call within a session of its own, which belongs to whom the credential is. */
async function callOf(server: ChildServer, credential: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
  const response = await fetch(`http://127.0.0.1:${server.port}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credential },
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
  });
  const session = response.headers.get('mcp-session-id');
  if (session === null) throw new Error(`no session: ${response.status} ${await response.text()}`);
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo', arguments: { text: 'hello' } } };
  return post(server.port, '/mcp', call, {
    accept: 'application/json, text/event-stream',
    'mcp-session-id': session,
    'mcp-protocol-version': '2025-11-25',
    ...credential,
  });
}
