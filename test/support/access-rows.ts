import { join } from 'node:path';
import type { AccessRow } from '../../src/audit/access-row.ts';
import { send } from './http.ts';
import type { TestServer } from './server.ts';

interface Page {
  readonly rows: readonly AccessRow[];
  readonly head: string;
}

/** Calls an operation as the owner of the data directory, over its socket. */
export async function callAsOwner<Result>(
  server: Pick<TestServer, 'home' | 'url'>,
  tool: string,
  args: object = {},
): Promise<Result> {
  const reply = await send(server.url, {
    method: 'POST',
    path: `/api/tools/${tool}`,
    socketPath: join(server.home, 'server.sock'),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  const { status, data, message } = JSON.parse(reply.text) as { status: string; data: Result; message: string };
  if (status !== 'ok') throw new Error(`${tool}: ${message}`);
  return data;
}

/** Runs `work` and returns what it returns, with the rows of the access log it caused, once there are `count` of them. */
export async function withRows<Result>(
  server: TestServer,
  count: number,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly rows: readonly AccessRow[] }> {
  let { head } = await callAsOwner<Page>(server, 'access_log', { limit: 1 });
  const result = await work();
  const rows: AccessRow[] = [];
  while (rows.length < count) {
    const page = await callAsOwner<Page>(server, 'access_log', { after: head, timeout_ms: 10_000 });
    if (page.rows.length === 0) throw new Error(`${rows.length} rows came, ${count} were expected`);
    rows.push(...page.rows);
    head = page.head;
  }
  const late = await callAsOwner<Page>(server, 'access_log', { after: head });
  return { result, rows: [...rows, ...late.rows] };
}

/** Returns these fields of a row, absent ones as undefined. */
export function pickedOf(row: AccessRow | undefined, ...names: readonly (keyof AccessRow)[]): unknown {
  return Object.fromEntries(names.map((name) => [name, row?.[name]]));
}
