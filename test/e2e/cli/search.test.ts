import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, type Finished, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer } from '../../support/server.ts';
import { openTerminal } from '../../support/terminal.ts';
import { TranscriptBuilder } from '../../support/transcripts/transcript-builder.ts';

const ONE = 'aaaaaaaa-0000-4000-8000-000000000001';

interface Place {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly variables: Readonly<Record<string, string>>;
  run(...words: readonly string[]): Promise<Finished>;
}

/** A machine on which one session asked and answered. */
function place(): Place {
  const folder = scratchFolder('cz-');
  const variables = { CLAUDE_CONFIG_DIR: join(folder, 'claude'), TZ: 'Europe/Berlin' };
  const env = cleanEnvironment(folder, variables);
  const session = new TranscriptBuilder({
    sessionId: ONE,
    cwd: '/home/me/app',
    startAt: Date.UTC(2026, 0, 31, 23, 30),
  });
  session.prompt('why is the lamp\u001b[31m red');
  session.answer('msg_1', { type: 'text', text: 'The **lamp** is red at night.' });
  session.answer('msg_1', { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'switch --lamp off' } });
  session.loose('custom-title', { customTitle: 'Light at home' });
  session.write(variables.CLAUDE_CONFIG_DIR);
  return { folder, env, variables, run: (...words) => runCodez(words, env) };
}

test('sessions search prints hits with and without a server, and the same as JSON [cli.sessions.search]', async () => {
  const { folder, variables, run } = place();
  const text =
    /^aaaaaaaa {2}Light at home {2}Claude, \w+ ago, \/home\/me\/app\n {2}The \*\*\*\*lamp\*\*\*\* is \*\*red\*\* at night\.\n\naaaaaaaa {2}Light at home {2}you, \w+ ago, \/home\/me\/app\n {2}why is the \*\*lamp\*\*\\u001b\[31m \*\*red\*\*\n$/;
  const alone = await run('sessions', 'search', 'lamp', 'red');
  assert.deepEqual([alone.code, alone.stderr], [0, '']);
  assert.match(alone.stdout, text);
  const server = await startServer({ folder, env: variables });
  assert.match((await run('sessions', 'search', 'lamp', 'red')).stdout, text);
  const { stdout } = await run('sessions', 'search', '"the lamp"', '--role', 'user', '--json');
  const { results } = JSON.parse(stdout) as { results: { snippet: string }[] };
  assert.deepEqual(
    results.map(({ snippet }) => snippet),
    ['why is **the lamp**\u001b[31m red'],
  );
  const found = async (...words: string[]): Promise<number> => {
    const page = JSON.parse((await run('sessions', 'search', ...words, '--json')).stdout) as { results: unknown[] };
    return page.results.length;
  };
  assert.equal(await found('switch', '--in', 'text'), 0);
  assert.equal(await found('switch', '--in', 'tools, subagents'), 1);
  assert.equal(await found('lamp', '--limit', '1'), 1);
  assert.equal(await found('lamp', '--best'), 2);
  assert.equal(await found('lamp', '--project', '/home/me/app'), 2);
  // The first of February begins at 23:00 UTC there.
  assert.equal(await found('lamp', '--since', '2026-02-01'), 2);
  assert.equal(await found('lamp', '--since', '2026-02-02'), 0);
  const more = await run('sessions', 'search', 'lamp', '--limit', '1');
  assert.match(more.stderr, /^There are more: --limit 4\n$/);
  assert.equal(await server.stop(), 0);
});

test('sessions search says what is wrong with a search, and when nothing was found [cli.sessions.search]', async () => {
  const { run } = place();
  const nothing = await run('sessions', 'search', 'nowhere');
  assert.deepEqual([nothing.code, nothing.stdout, nothing.stderr], [0, '', 'Nothing was found.\n']);
  const wrong: readonly (readonly [words: readonly string[], code: number, said: RegExp])[] = [
    [['?'], 2, /query: has no word/],
    [['lamp', '--in', 'everywhere'], 2, /in\.0/],
    [['lamp', '--since', 'lately'], 2, /--since is "lately", which is no date/],
    [['lamp', '--since', '2026-13-45'], 2, /no date/],
    [['lamp', '--limit', '0'], 2, /--limit/],
    [['lamp', '--role', 'nobody'], 2, /role/],
    [['lamp', '--project', '/nowhere'], 3, /No session has worked in/],
    [[], 2, /words/],
  ];
  for (const [words, code, said] of wrong) {
    const { code: exit, stderr } = await run('sessions', 'search', ...words);
    assert.equal(exit, code, `${words.join(' ')}: ${stderr}`);
    assert.match(stderr, said);
  }
});

test('on a terminal matches are marked by colour [cli.sessions.search]', async () => {
  const { folder, env } = place();
  const terminal = openTerminal(['sessions', 'search', 'switch'], env, folder);
  assert.equal(await terminal.ended, 0);
  assert.match(terminal.text(), /Light at home {2}Claude.*\n {2}Bash switch --lamp off\n/);
});

test('index status and rebuild work without a server and with one [cli.index.status, cli.index.rebuild]', async () => {
  const { folder, variables, run } = place();
  const shown =
    /^Index {9}ready\nConversation {2}▕█{24}▏ 100 % of [\d.]+ k?B of transcripts\nTools {9}▕█{24}▏ 100 % of [\d.]+ k?B of transcripts\nMessages {6}3\nTranscripts {3}1\nOn disk {7}[\d.]+ kB\n/;
  const rebuilt = await run('index', 'rebuild');
  assert.equal(rebuilt.code, 0, rebuilt.stderr);
  assert.match(rebuilt.stdout, shown);
  assert.match(rebuilt.stdout, /\nTook {10}[\d.]+ m?s\n$/);
  const file = join(folder, '.codez', 'index', 'search.db');
  assert.ok(existsSync(file));
  assert.match((await run('index', 'status')).stdout, shown);
  rmSync(file);
  const server = await startServer({ folder, env: variables });
  const again = await run('index', 'rebuild', '--json');
  assert.equal(again.code, 0, again.stderr);
  const { state, files, documents, conversation } = JSON.parse(again.stdout) as {
    state: string;
    files: number;
    documents: number;
    conversation: { done_bytes: number; total_bytes: number };
  };
  assert.deepEqual([state, files, documents], ['ready', 1, 3]);
  assert.equal(conversation.done_bytes, conversation.total_bytes);
  assert.deepEqual(JSON.parse((await run('index', 'status', '--json')).stdout), JSON.parse(again.stdout));
  assert.equal(await server.stop(), 0);
});

test('an index that cannot be used is shown with what to do, and ends with 6 [cli.index.status, cli.index.rebuild]', async () => {
  const { folder, run } = place();
  mkdirSync(join(folder, '.codez'), { mode: 0o700 });
  symlinkSync(scratchFolder('cz-'), join(folder, '.codez', 'index'));
  for (const verb of ['status', 'rebuild']) {
    const { code, stdout } = await run('index', verb);
    assert.equal(code, 6);
    assert.match(
      stdout,
      /^Index {9}failed\n[\s\S]*^Problem {7}.* is a symbolic link, which is not followed; remove it$/m,
    );
  }
  const search = await run('sessions', 'search', 'lamp');
  assert.equal(search.code, 6);
  assert.match(search.stderr, /symbolic link/);
});

test('health is not well while the index cannot be used, and says why [sessions.health.index]', async () => {
  const { folder, variables, run } = place();
  mkdirSync(join(folder, '.codez'), { mode: 0o700 });
  symlinkSync(scratchFolder('cz-'), join(folder, '.codez', 'index'));
  const server = await startServer({ folder, env: variables });
  await run('index', 'status');
  const health = JSON.parse((await run('call', 'get_health')).stdout) as { ok: boolean; index: { state: string } };
  assert.deepEqual([health.ok, health.index.state], [false, 'failed']);
  const { subsystems } = JSON.parse((await run('call', 'get_health_details')).stdout) as {
    subsystems: { name: string; ok: boolean; details: { problem?: string } }[];
  };
  const index = subsystems.find(({ name }) => name === 'index');
  assert.equal(index?.ok, false);
  assert.match(index.details.problem ?? '', /symbolic link/);
  assert.equal(await server.stop(), 0);
});
