import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCodez } from '../codez-process.ts';
import { type HttpReply, send } from '../http.ts';
import { JSON_HEADERS, postMcp } from '../mcp.ts';
import { type ServerOptions, startServer, type TestServer } from '../server.ts';

/** The public origin of a server that takes tokens. */
export const PUBLIC_ORIGIN = 'https://code.example.com';

/** What a proxy in front of a server adds: with it nobody is trusted for coming from this machine. */
export const FROM_OUTSIDE = { forwarded: 'for=198.51.100.7' } as const;

export interface IssuerServerOptions extends ServerOptions {
  /** Subjects to record as owners. */
  readonly owners?: readonly string[];
  /** Take their tokens even when they prove no audience. */
  readonly acceptsUnbound?: boolean;
  /** Default true: CODEZ_MCP_URL is `PUBLIC_ORIGIN` and `/mcp`. */
  readonly hasPublicUrl?: boolean;
}

/** Starts `codez serve` with the issuer's tokens accepted, and records the owners. */
export async function serveWithIssuer(issuer: string, options: IssuerServerOptions = {}): Promise<TestServer> {
  const { owners = ['ana'], acceptsUnbound = false, hasPublicUrl = true, env, ...rest } = options;
  const own = { AUTHKIT_URL: issuer, CODEZ_RATE_LIMIT: 'off', CODEZ_LOG_LEVEL: 'debug' };
  const server = await startServer({
    ...rest,
    env: { ...own, ...(hasPublicUrl ? { CODEZ_MCP_URL: `${PUBLIC_ORIGIN}/mcp` } : {}), ...env },
  });
  for (const sub of owners) {
    const args = ['owner', 'add', sub, ...(acceptsUnbound ? ['--accept-unbound-tokens'] : [])];
    const { code, stderr } = await runCodez(args, server.env);
    assert.equal(code, 0, stderr);
  }
  return server;
}

/** Pings `/mcp` with a token, as it comes through a proxy. */
export async function pingWith(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpReply> {
  const own = { ...JSON_HEADERS, ...FROM_OUTSIDE, authorization: `Bearer ${token}` };
  return await postMcp(url, { jsonrpc: '2.0', id: 1, method: 'ping' }, { ...own, ...headers });
}

/** Returns status and code of a reply, `200` or `401 -32001`. */
export function briefOf({ status, text }: HttpReply): string {
  const { error } = JSON.parse(text) as { error?: { code: number } };
  return error === undefined ? String(status) : `${status} ${error.code}`;
}

/** A path that no test here asks for otherwise: its refusal marks how far the log has come. */
const MARKER = '/api/openapi.json';
const marked = new WeakMap<object, number>();

/** Returns the reasons of all refusals so far in a server's log, in order. */
export async function refusalReasons(server: Pick<TestServer, 'url' | 'stderr'>): Promise<string[]> {
  const count = (marked.get(server) ?? 0) + 1;
  marked.set(server, count);
  await send(server.url, { path: MARKER, headers: FROM_OUTSIDE });
  const refusals = (): string[] =>
    server
      .stderr()
      .split('\n')
      .filter((line) => line.includes(' refused '));
  const isMarker = (line: string): boolean => line.includes(`path=${MARKER} `);
  // A line may come later than the reply; those before the marker's are then there as well.
  while (refusals().filter(isMarker).length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  return refusals()
    .filter((line) => !isMarker(line))
    .map((line) => {
      const [, reason = ''] = /reason=("(?:[^"\\]|\\.)*"|\S+)/.exec(line) ?? [];
      return reason.startsWith('"') ? (JSON.parse(reason) as string) : reason;
    });
}

/** Ends the server, and asserts that no secret is in what it printed or keeps, nor any part of a token that says much. */
export async function assertNothingLeaked(server: TestServer, secrets: readonly string[]): Promise<void> {
  await server.stop();
  const places: [string, string][] = [
    ['stdout', server.stdout()],
    ['stderr', server.stderr()],
    ...filesBelow(server.home).map((file): [string, string] => [file, readFileSync(file, 'latin1')]),
  ];
  assert.ok(places.length > 2);
  for (const secret of secrets.flatMap((each) => each.split('.')).filter((part) => part.length >= 16)) {
    for (const [place, text] of places) assert.ok(!text.includes(secret), `${place} holds ${secret}`);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Reads the newest rows of the access log over the server's socket. */
export async function accessRows(server: TestServer): Promise<Record<string, unknown>[]> {
  const reply = await send('http://localhost', {
    method: 'POST',
    path: '/api/tools/access_log',
    headers: JSON_HEADERS,
    body: '{"limit":1000}',
    socketPath: join(server.home, 'server.sock'),
  });
  const { data } = JSON.parse(reply.text) as { data: { rows: Record<string, unknown>[] } };
  return data.rows;
}
