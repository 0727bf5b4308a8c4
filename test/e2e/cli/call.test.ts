import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cleanEnvironment, type Finished, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface Stored {
  readonly status: string;
  readonly memory: { readonly content: string; readonly tags: string[]; readonly metadata: unknown };
}

const folder = scratchFolder();
const codez = (args: string[], input?: string): Promise<Finished> =>
  runCodez(args, cleanEnvironment(folder), { cwd: folder, ...(input === undefined ? {} : { input }) });

async function stored(args: string[], input?: string): Promise<Stored['memory']> {
  const { code, stdout, stderr } = await codez(['call', 'memory_store', ...args], input);
  assert.equal(code, 0, stderr);
  return (JSON.parse(stdout) as Stored).memory;
}

test('arguments are given as options, NAME=VALUE, or JSON from the line, a file or stdin [cli.call.options]', async () => {
  const expected = { content: 'a note', tags: ['ops', 'db'] };
  const json = JSON.stringify(expected);
  writeFileSync(join(folder, 'note.json'), json);
  const forms: [args: string[], input?: string][] = [
    [['--content', 'a note', '--tags', 'ops,db']],
    [['content=a note', 'tags=ops,db']],
    [['--content=a note', '--tags', 'ops', '--tags', 'db']],
    [['a note', '--tags', 'ops,db']],
    [['--input', json]],
    [['--input', '@note.json']],
    [['--input', '-'], json],
    [['--input', '{"content":"another","tags":["ops","db"]}', '--content', 'a note']],
  ];
  for (const [args, input] of forms) {
    const { content, tags } = await stored(args, input);
    assert.deepEqual({ content, tags }, expected, args.join(' '));
  }
  assert.deepEqual((await stored(['x', '--metadata', '{"a":[1]}'])).metadata, { a: [1] });
  assert.equal((await stored(['a bare note'])).content, 'a bare note');
});

test('options of codez work before and after the tool, and a tool help documents its arguments [cli.call.help]', async () => {
  for (const args of [
    ['call', 'memory_search', '--help'],
    ['call', '--home', folder, 'memory_search', '-h'],
    ['help', 'call', 'memory.search'],
  ]) {
    const { code, stdout } = await codez(args);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: codez call memory_search \[--query TEXT\] \[--tags LIST\]/);
    assert.match(stdout, /--limit NUMBER +\S.*default/);
    assert.match(stdout, /--order relevance\|recent +\S/);
  }
});

test('without a server a call runs on the files themselves, dots count as underscores [cli.call.in-process, cli.call.dots]', async () => {
  await stored(['--id', 'kept', '--content', 'between two processes']);
  const { stdout } = await codez(['call', 'memory.retrieve', 'kept']);
  assert.equal((JSON.parse(stdout) as Stored).memory.content, 'between two processes');
});

test('the result is one line of JSON when nobody reads it on a terminal [cli.call.output]', async () => {
  const { stdout } = await codez(['call', 'memory_retrieve', 'kept']);
  assert.equal(stdout, `${JSON.stringify(JSON.parse(stdout))}\n`);
  assert.equal((await codez(['call', 'memory_retrieve', 'kept', '--json'])).stdout, stdout);
});

test('an unknown tool ends with 3 and names the nearest [cli.call.unknown, cli.exit.not-found]', async () => {
  const { code, stdout, stderr } = await codez(['call', 'memory_serch', '--query', 'x']);
  assert.deepEqual([code, stdout], [3, '']);
  assert.match(stderr, /^error: Unknown tool: memory_serch\nhint: {2}Did you mean memory_search\?/);
});

test("a tool's own error ends with the exit code of its code [cli.call.error-exit, cli.errors.table]", async () => {
  await stored(['--id', 'versioned', '--content', 'one']);
  const cases: [args: string[], code: number, message: RegExp][] = [
    [['memory_store'], 2, /^error: content: is required\nhint: {2}memory_store takes: /],
    [['memory_store', '--contnet', 'x'], 2, /contnet: is no argument of this tool; did you mean content\?/],
    [['memory_store', '--content', 'x', '--if-version', 'one'], 2, /if_version: /],
    [['memory_store', '--content', 'two', '--id', 'versioned', '--if-version', '7'], 5, /^error: /],
    [['resource_read', 'memory://nothing-here'], 3, /^error: /],
    [['memory_search', '--query'], 2, /^error: Option --query needs a value$/m],
    [['memory_store', '--input', '{"content": }'], 2, /--input is not valid JSON \(line 1, column 13\)/],
    [['memory_store', '--input', '@none.json'], 3, /none\.json does not exist/],
  ];
  for (const [args, code, message] of cases) {
    const found = await codez(['call', ...args]);
    assert.equal(found.code, code, args.join(' '));
    assert.match(found.stderr, message, args.join(' '));
    assert.match(found.stderr, /^hint: {2}\S/m, args.join(' '));
  }
});

test('with --json a refused argument comes with its fields', async () => {
  const { stderr } = await codez(['call', 'memory_store', '--contnet', 'x', '--json']);
  const { error } = JSON.parse(stderr) as { error: { fields: Record<string, string[]> } };
  assert.deepEqual(Object.keys(error.fields).sort(), ['content', 'contnet']);
});

test('tools lists each tool with scope and title; --json has the schemas [cli.tools]', async () => {
  const { stdout } = await codez(['tools']);
  assert.match(stdout, /^TOOL +SCOPE +DOES\n/);
  assert.match(stdout, /^memory_store +memory +Store a note$/m);
  const list = JSON.parse((await codez(['tools', '--json'])).stdout) as { name: string; inputSchema: object }[];
  assert.deepEqual(
    list.map(({ name }) => name),
    stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0]),
  );
  for (const { inputSchema } of list) assert.ok('properties' in inputSchema);
});

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

test('with a server a call goes through it, by socket and by --url [cli.call.server, cli.call.url]', async () => {
  const through = (args: string[], env = server.env) => runCodez(args, env);
  const made = await through(['call', 'memory_store', '--id', 'by-socket', '--content', 'x', '--tags', 'a,b']);
  assert.equal(made.code, 0, made.stderr);
  for (const url of [server.url, `${server.url}/mcp`]) {
    const read = await codez(['call', 'memory_retrieve', 'by-socket', '--url', url]);
    assert.deepEqual((JSON.parse(read.stdout) as Stored).memory.tags, ['a', 'b']);
  }
  const byVariable = await runCodez(['call', 'memory_retrieve', 'by-socket'], {
    ...cleanEnvironment(folder),
    CODEZ_URL: server.url,
  });
  assert.equal((JSON.parse(byVariable.stdout) as Stored).status, 'found');
  const missing = await through(['call', 'resource_read', 'memory://nothing-here']);
  assert.equal(missing.code, 3);
});

test('over --url admin operations do not exist; on the own machine they do', async () => {
  const remote = await codez(['call', 'store_verify', '--url', server.url]);
  assert.equal(remote.code, 3);
  const own = await runCodez(['call', 'store_verify'], server.env);
  assert.equal((JSON.parse(own.stdout) as { ok: boolean }).ok, true);
});

test('a server that is not there ends with 6 [cli.exit.unavailable]', async () => {
  const { code, stderr } = await codez(['call', 'memory_list', 'x', '--url', 'http://127.0.0.1:9/mcp']);
  assert.equal(code, 6);
  assert.match(stderr, /^error: .*\nhint: {2}\S/);
});

test('a server that wants a credential ends with 4 [cli.exit.denied]', async () => {
  const closed = await startServer({ args: ['--loopback', 'off'] });
  const { code, stderr } = await codez(['call', 'memory_list', 'x', '--url', closed.url]);
  assert.equal(code, 4);
  assert.match(stderr, /^error: .*\nhint: {2}\S/);
  // The socket is the owner's own door.
  assert.equal((await runCodez(['call', 'memory_list', 'x'], closed.env)).code, 0);
  await closed.stop();
});
