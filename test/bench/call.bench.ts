import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchRow, median } from './row.ts';
import { type ChildServer, startChildServer } from './support/child-server.ts';
import { load, post } from './support/load.ts';

const CONNECTIONS = 8;
const ROUND_MS = 2000;
const ROUNDS = 5;

interface Round {
  readonly callsPerSecond: number;
  readonly cpuMsPerCall: number;
}

/** One `tools/call` of a trivial tool by the full path, against a bare `node:http` echo, in turn. */
export async function rows(): Promise<BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'codez-bench-'));
  const bare = await startChildServer('./echo-server.js', home);
  const codez = await startChildServer('./tool-server.js', home);
  try {
    const call = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'echo', arguments: { text: 'hello' } },
    };
    const headers = {
      accept: 'application/json, text/event-stream',
      'mcp-session-id': await initialise(codez.port),
      'mcp-protocol-version': '2025-11-25',
    };
    const bareRequest = post(bare.port, '/mcp', call, headers);
    const codezRequest = post(codez.port, '/mcp', call, headers);
    await measure(bare, bareRequest);
    await measure(codez, codezRequest);
    const bareRounds: Round[] = [];
    const codezRounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      bareRounds.push(await measure(bare, bareRequest));
      codezRounds.push(await measure(codez, codezRequest));
    }
    const rate = median(codezRounds.map((round, at) => round.callsPerSecond / (bareRounds[at]?.callsPerSecond ?? 0)));
    const cpu = median(codezRounds.map((round, at) => round.cpuMsPerCall / (bareRounds[at]?.cpuMsPerCall ?? 0)));
    const rates = `${Math.round(median(codezRounds.map((round) => round.callsPerSecond)))} to ${Math.round(median(bareRounds.map((round) => round.callsPerSecond)))} calls/s, ${CONNECTIONS} connections`;
    return [
      {
        id: 'bench.call.rate',
        name: 'tools/call, calls per second / bare echo',
        ratio: rate,
        target: { atLeast: 0.5 },
        details: rates,
      },
      {
        id: 'bench.call.cpu',
        name: 'tools/call, CPU per call / bare echo',
        ratio: cpu,
        target: { atMost: 2.5 },
        details: 'user and system time of the server process',
      },
    ];
  } finally {
    await Promise.all([bare.stop(), codez.stop()]);
    await rm(home, { recursive: true, force: true });
  }
}

async function measure(server: ChildServer, request: Buffer): Promise<Round> {
  const cpuBefore = server.cpuMs();
  const { calls, seconds } = await load(server.port, CONNECTIONS, ROUND_MS, () => request);
  return { callsPerSecond: calls / seconds, cpuMsPerCall: (server.cpuMs() - cpuBefore) / calls };
}

async function initialise(port: number): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
  const response = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
  });
  const session = response.headers.get('mcp-session-id');
  if (session === null) throw new Error(`no session: ${await response.text()}`);
  return session;
}
