import assert from 'node:assert/strict';
import { runCodez } from './codez-process.ts';
import { runCommandLine } from './command-line.ts';
import { type HttpReply, send } from './http.ts';
import { parseReply, type RpcReply } from './mcp.ts';
import type { TestServer } from './server.ts';

/** What `codez host ... --json` prints, as far as tests look at it. */
export interface PrintedHost {
  readonly name: string;
  readonly key: string;
  readonly prefix?: string;
  readonly state: string;
  readonly bound: { readonly ipv4?: string; readonly ipv6?: string };
  readonly window?: { readonly open: boolean; readonly seconds: number; readonly open_until?: string };
  readonly calls: number;
  readonly refused: number;
  readonly last_address?: string;
  readonly spaces: readonly string[];
  readonly scopes: readonly string[];
}

type Run = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
) => Promise<{ code: number | null; stdout: string; stderr: string }>;
type Place = Pick<TestServer, 'env'>;

/** Runs `codez ...args --json` on the server's data directory, in this process; it must succeed. */
export async function manage<Result = PrintedHost>(server: Place, ...args: readonly string[]): Promise<Result> {
  return await printed(runCommandLine, server, args);
}

/** The same by the binary, for tests of the command line itself. */
export async function manageByBinary<Result = PrintedHost>(server: Place, ...args: readonly string[]): Promise<Result> {
  return await printed(runCodez, server, args);
}

async function printed<Result>(run: Run, { env }: Place, args: readonly string[]): Promise<Result> {
  const { code, stdout, stderr } = await run([...args, '--json'], env);
  assert.equal(code, 0, `codez ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

/** How a call comes in. */
export interface CallWay {
  /** Address of this machine to come from. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one JSON-RPC message with a key. */
export async function sendWithKey(
  { url }: Pick<TestServer, 'url'>,
  key: string,
  message: object,
  { from, headers = {} }: CallWay = {},
): Promise<HttpReply> {
  return await send(url, {
    method: 'POST',
    path: '/mcp',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
    ...(from === undefined ? {} : { from }),
  });
}

/** Returns the status of a `ping` with a key, with the words of a refusal: `200`, `403 API key disabled`. */
export async function pingAs(server: Pick<TestServer, 'url'>, key: string, way: CallWay = {}): Promise<string> {
  const reply = await sendWithKey(server, key, { method: 'ping' }, way);
  if (reply.status === 200) return '200';
  const { error } = parseReply(reply);
  return `${reply.status} ${(error?.message ?? '').split(/[.:] /)[0]}`;
}

/** Calls a tool with a key and returns the reply. */
export async function callAs(
  server: Pick<TestServer, 'url'>,
  key: string,
  name: string,
  args: object,
  way: CallWay = {},
): Promise<RpcReply> {
  return parseReply(await sendWithKey(server, key, { method: 'tools/call', params: { name, arguments: args } }, way));
}

/** Calls a tool with a key and returns its result, which must be no error. */
export async function resultAs<Result = Record<string, unknown>>(
  server: Pick<TestServer, 'url'>,
  key: string,
  name: string,
  args: object,
): Promise<Result> {
  const { result, error } = await callAs(server, key, name, args);
  assert.equal(error, undefined, JSON.stringify(error));
  assert.notEqual(result?.['isError'], true, JSON.stringify(result));
  return result?.['structuredContent'] as Result;
}

/** Calls a tool with a key and returns the code of its error, undefined when it is none. */
export async function codeAs(
  server: Pick<TestServer, 'url'>,
  key: string,
  name: string,
  args: object,
): Promise<string | undefined> {
  const { result, error } = await callAs(server, key, name, args);
  if (error !== undefined) return String(error.code);
  if (result?.['isError'] !== true) return undefined;
  return (
    (result['structuredContent'] as { error?: { code?: string } } | undefined)?.error?.code ?? JSON.stringify(result)
  );
}
