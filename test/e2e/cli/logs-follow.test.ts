import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { after, before, test } from 'node:test';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { spawnCodez } from '../../support/codez-process.ts';
import { callTool } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { openTerminal } from '../../support/terminal.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

/** What a command prints, as it prints it. */
class Printed {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;
  #look = (): void => {};

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = spawnCodez(args, env);
    this.child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      this.stdout += part;
      this.#look();
    });
    this.child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      this.stderr += part;
      this.#look();
    });
    this.ended = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
  }

  /** Resolves when it holds. */
  async until(holds: (printed: Printed) => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#look = () => {
        if (holds(this)) resolve();
      };
      void this.ended.then(() => reject(new Error(`it ended with:\n${this.stdout}\n${this.stderr}`)));
      this.#look();
    });
  }
}

const idsOf = (printed: Printed): string[] =>
  printed.stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as AccessRow).user_agent ?? '');

const store = (id: string): Promise<unknown> => callTool(server.url, 'memory_store', { id, content: id });

test('--follow --json prints the last calls and then each as it comes, one a line and none twice, over a restart of the server; SIGINT ends it with 130 [cli.logs.follow, cli.logs.json, cli.logs.restart, access.log.follow.restart]', async () => {
  await store('before');
  const printed = new Printed(['logs', '--follow', '--json', '--tool', 'memory_store'], server.env);
  const count =
    (wanted: number) =>
    (seen: Printed): boolean =>
      idsOf(seen).length >= wanted;
  await printed.until(count(1));
  await store('second');
  await store('third');
  await printed.until(count(3));
  await callTool(server.url, 'memory_search', { query: 'x' });
  const { folder, port } = server;
  await server.stop('SIGKILL');
  await printed.until(({ stderr }) => stderr.includes('The server has gone; waiting for it to come back.\n'));
  server = await startServer({ folder, port });
  await store('fourth');
  await printed.until(count(4));
  assert.match(printed.stderr, /The server is back\.\n$/);
  await store('fifth');
  await printed.until(count(5));
  printed.child.kill('SIGINT');
  assert.equal(await printed.ended, 130);
  const rows = printed.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AccessRow);
  assert.equal(rows.length, 5);
  assert.equal(new Set(rows.map(({ request_id, at }) => `${request_id} ${at}`)).size, 5);
  assert.ok(rows.every(({ tool }) => tool === 'memory_store'));
});

test('in a pipe --follow prints a table whose columns stay, the last calls first [cli.logs.follow, cli.logs.table]', async () => {
  const printed = new Printed(['logs', '--follow', '--limit', '1', '--tool', 'memory_store'], server.env);
  await printed.until(({ stdout }) => stdout.split('\n').length === 3);
  await store('another');
  await printed.until(({ stdout }) => stdout.split('\n').length === 4);
  printed.child.kill('SIGTERM');
  assert.equal(await printed.ended, 130);
  const [heading = '', first = '', second = ''] = printed.stdout.split('\n');
  const column = heading.indexOf('CALL');
  assert.equal(first.indexOf('memory_store'), column);
  assert.equal(second.indexOf('memory_store'), column);
});

test('on a terminal there is colour, and Ctrl-C ends the following with 130 [cli.logs.table, cli.logs.follow]', async () => {
  const terminal = openTerminal(['logs', '--follow', '--tool', 'memory_store'], server.env, server.folder);
  await terminal.see(/STATUS .*\n/);
  await terminal.see(/ok {6}owner:local .* memory_store/);
  await store('on-the-terminal');
  await terminal.see(/ok {6}owner:local .* memory_store/);
  terminal.type('\u0003');
  assert.equal(await terminal.ended, 130);
});

test('no line is wider than a terminal of 100 columns [cli.logs.narrow]', async () => {
  await callTool(server.url, 'memory_search', { query: 'x' });
  const terminal = openTerminal(['logs', '--all', '--limit', '200'], server.env, server.folder);
  assert.equal(await terminal.ended, 0);
  const lines = terminal.text().trimEnd().split('\n');
  assert.ok(lines.length > 5);
  for (const line of lines) assert.ok(line.length <= 100, line);
});
