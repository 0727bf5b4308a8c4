import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { cleanEnvironment, type Finished, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

let door: SessionsDoor;
let project: string;
const codez = (args: readonly string[], input?: string): Promise<Finished> =>
  runCodez(args, door.server.env, { cwd: project, ...(input === undefined ? {} : { input }) });

let cleanUp = async (): Promise<void> => {};
before(async () => {
  const after = (work: () => Promise<void>): void => {
    cleanUp = work;
  };
  door = await SessionsDoor.open({ after });
  project = realpathSync(door.cwd);
});
after(() => cleanUp());

/** Starts a session and returns its id. */
async function start(text: string, ...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await codez(['sessions', 'prompt', '--new', '--json', ...options, text]);
  assert.equal(code, 0, stderr);
  return (JSON.parse(stdout) as { session_id: string }).session_id;
}

test('prompt --new starts a session in the current folder, shows its turn and says what it cost [cli.sessions.prompt]', async () => {
  const { code, stdout, stderr } = await codez(['sessions', 'prompt', '--new', 'say Hello there.']);
  assert.equal(code, 0, stderr);
  assert.match(
    stdout,
    /^> say Hello there\.\n\nHello there\.\n\ndone in [\d.]+ m?s, \$0\.\d+, \d+ tokens in, \d+ out\n$/,
  );
  assert.match(stderr, /^session [0-9a-f-]{36} in ~\/work\nwarning: .*codez trust/);
});

test('prompt sends to a session by the beginning of its id, from words or standard input [cli.sessions.prompt, cli.sessions.prefix]', async () => {
  const id = await start('say first');
  const words = await codez(['sessions', 'prompt', id.slice(0, 13), 'say', 'two', 'words']);
  assert.match(words.stdout, /\n\ntwo words\n\ndone/);
  const piped = await codez(['sessions', 'prompt', id, '-'], 'some context\nsay from a pipe\n');
  assert.match(piped.stdout, /^> some context\n> say from a pipe\n\nfrom a pipe\n\ndone/);
  const sent = await codez(['sessions', 'prompt', id, '--no-wait', '--json', 'say later']);
  assert.deepEqual(Object.keys(JSON.parse(sent.stdout)), ['session_id', 'prompt_id', 'via', 'cursor']);
});

test('prompt ends with a code that tells what became of the turn [cli.sessions.prompt]', async () => {
  const id = await start('say ok');
  const results: [string, number, RegExp][] = [
    ['fail 529 overloaded', 6, /✗ overloaded: /],
    ['fail 429 slow down', 5, /✗ rate_limited: /],
    ['exit 3', 6, /✗ process_exit: /],
  ];
  for (const [text, expected, shown] of results) {
    const { code, stdout } = await codez(['sessions', 'prompt', id, text]);
    assert.equal(code, expected, stdout);
    assert.match(stdout, shown);
  }
  const empty = await codez(['sessions', 'prompt', id, '-'], ' \n');
  assert.deepEqual([empty.code, /The prompt is empty/.test(empty.stderr)], [2, true]);
  assert.equal((await codez(['sessions', 'prompt', id])).code, 2);
  assert.equal((await codez(['sessions', 'prompt', id, '--mode', 'plan', 'say x'])).code, 2);
  assert.equal((await codez(['sessions', 'prompt', '--new', '--mode', 'dontAsk', 'say x'])).code, 4);
});

test('list shows sessions, filtered by project, status and label; empty lists say what to do [cli.sessions.list]', async () => {
  const id = await start('say listed', '--title', 'A listed session');
  const all = await codez(['sessions', 'list']);
  const row = all.stdout.split('\n').find((line) => line.startsWith(id.slice(0, 8)));
  assert.match(row ?? '', /^[0-9a-f]{8} +live +now +\? +A listed session +~\/work$/);
  assert.match(all.stdout, /^ID +STATUS +DOING +AGE +COST +TITLE +FOLDER\n/);
  assert.match((await codez(['sessions', 'list', '--project', '.', '--status', 'live'])).stdout, /A listed session/);
  const limited = await codez(['sessions', 'list', '--limit', '1']);
  assert.equal(limited.stdout.trimEnd().split('\n').length, 2);
  assert.match(limited.stderr, /There are more: --limit 4/);
  const none = await codez(['sessions', 'list', '--label', 'nothing']);
  assert.deepEqual([none.code, none.stdout], [0, '']);
  assert.match(none.stderr, /^No session is like that/);
  const { sessions } = JSON.parse((await codez(['sessions', 'list', '--json'])).stdout) as { sessions: object[] };
  assert.ok(sessions.length >= 1);
  assert.equal((await codez(['sessions', 'list', '--limit', '0'])).code, 2);
  assert.equal((await codez(['sessions', 'list', '--project', '/nowhere'])).code, 3);
});

test('without sessions and without a server, list says how to start one [cli.sessions.list]', async () => {
  const { code, stdout, stderr } = await runCodez(['sessions', 'list'], cleanEnvironment(scratchFolder()));
  assert.deepEqual([code, stdout], [0, '']);
  assert.match(stderr, /^There are no Claude Code sessions yet\..*codez sessions prompt --new/s);
});

test('show prints the conversation, page by page [cli.sessions.show]', async () => {
  const id = await start('call Read {"file_path":"a.txt"}\nsay **done** reading', '--title', 'Shown');
  await codez(['sessions', 'prompt', id, 'say second']);
  const whole = await codez(['sessions', 'show', id.slice(0, 8)]);
  assert.match(
    whole.stdout,
    new RegExp(
      `^Shown\n${id}  ~/work\nlive, \\d messages, .*last active just now\n\\d+ tokens .\\d+ written., context \\d+, cost unknown\n\nYou just now\n`,
    ),
  );
  assert.match(whole.stdout, /\nClaude just now\n[✓✗] Read {2}a\.txt\n/);
  assert.match(whole.stdout, /\nsay second\n\nClaude just now\nsecond\n$/);
  const last = await codez(['sessions', 'show', id, '--limit', '1']);
  assert.match(last.stdout, /\n\nClaude just now\nsecond\n$/);
  const [, cursor = ''] = /--before (\S+)/.exec(last.stderr) ?? [];
  const before = await codez(['sessions', 'show', id, '--limit', '1', '--before', cursor]);
  assert.match(before.stdout, /^You just now\nsay second\n$/);
  const { session } = JSON.parse((await codez(['sessions', 'show', id, '--json'])).stdout) as {
    session: { title: string };
  };
  assert.equal(session.title, 'Shown');
});

test('text of sessions cannot drive a terminal [cli.sessions.hostile]', async () => {
  const hostile = 'say red \u001b[31m\u009b2J \u202e\u0007 bell';
  const id = await start(hostile);
  const outputs = [
    await codez(['sessions', 'list']),
    await codez(['sessions', 'show', id]),
    await codez(['sessions', 'prompt', id, hostile]),
  ];
  for (const { stdout } of outputs) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.match(stdout, /red \\u001b\[31m\\u009b2J \\u202e/);
  }
});

test('permit lists what waits and answers it, once [cli.sessions.permit]', async () => {
  const none = await codez(['sessions', 'permit']);
  assert.deepEqual([none.stdout, none.stderr], ['', 'Nothing waits for an answer.\n']);
  const { session_id: id, cursor } = await door.create();
  const turn = codez(['sessions', 'prompt', id, 'call Bash {"command":"echo made > made.txt"}']);
  const { request_id: request } = await door.permission(id, cursor);
  const listed = await codez(['sessions', 'permit']);
  assert.match(
    listed.stdout,
    new RegExp(`\n${request.slice(0, 8)} +${id.slice(0, 8)} +now +permission +Bash +echo made`),
  );
  assert.match((await codez(['sessions', 'list'])).stdout, /waiting for you/);
  const allowed = await codez(['sessions', 'permit', request.slice(0, 6), 'allow']);
  assert.deepEqual([allowed.code, allowed.stdout], [0, 'Allowed.\n']);
  const { code, stdout, stderr } = await turn;
  assert.equal(code, 0);
  assert.match(
    stdout,
    /\? Claude asks to use Bash {2}echo made[^\n]*\n {2}allowed by owner:local\n✓ Bash {2}echo made/,
  );
  assert.match(stderr, new RegExp(`Answer with: codez sessions permit ${request.slice(0, 8)} allow\\|deny`));
  assert.equal((await codez(['sessions', 'permit', request, 'deny'])).code, 3);
  assert.equal((await codez(['sessions', 'permit', request])).code, 2);
  assert.equal((await codez(['sessions', 'permit', request, 'allow', '--message', 'x'])).code, 2);
});

test('abort stops the turn, and the session takes the next prompt [cli.sessions.abort]', async () => {
  const { session_id: id, cursor } = await door.create();
  const turn = codez(['sessions', 'prompt', id, 'hang']);
  await door.events(cursor, ({ type }) => type === 'prompt.started', { session_id: id });
  assert.equal((await codez(['sessions', 'abort', id.slice(0, 8)])).stdout, 'Stopped the turn.\n');
  const { code, stdout } = await turn;
  assert.deepEqual([code, /\nstopped/.test(stdout)], [5, true], stdout);
  assert.equal((await codez(['sessions', 'abort', id])).stdout, 'No turn was running.\n');
  assert.match((await codez(['sessions', 'prompt', id, 'say on'])).stdout, /\non\n/);
});

test('end ends the process of a session; its next prompt resumes it [cli.sessions.end]', async () => {
  const id = await start('say one');
  const { code, stdout } = await codez(['sessions', 'end', id.slice(0, 13)]);
  assert.deepEqual([code, stdout], [0, 'Ended. Its next prompt resumes it.\n']);
  assert.deepEqual(JSON.parse((await codez(['sessions', 'end', id, '--json'])).stdout), { disposed: false });
  assert.match((await codez(['sessions', 'prompt', id, 'say two'])).stdout, /\ntwo\n/);
});

test('a prompt without a session says how to start one [cli.sessions.prompt]', async () => {
  const { code, stderr } = await codez(['sessions', 'prompt', 'explain this project']);
  assert.equal(code, 2);
  assert.match(stderr, /explain this project is no session id\n[\s\S]*hint: .*--new/);
});

test('an id that begins several sessions, or none, is refused; so is what is no id [cli.sessions.prefix]', async () => {
  const ids = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002'];
  for (const id of ids) {
    await door.create({ session_id: id });
    await door.ask(id, 'say x');
  }
  const several = await codez(['sessions', 'show', 'AAAA']);
  assert.equal(several.code, 2);
  for (const id of ids) assert.ok(several.stderr.includes(id), several.stderr);
  assert.equal((await codez(['sessions', 'show', `${ids[0]}`])).code, 0);
  assert.equal((await codez(['sessions', 'show', 'ffffffff-ffff'])).code, 3);
  assert.equal((await codez(['sessions', 'show', '../etc'])).code, 2);
});

test('what needs a server says so without one [cli.sessions.no-server]', async () => {
  const env = cleanEnvironment(scratchFolder());
  for (const args of [['prompt', '--new', 'x'], ['watch'], ['abort', 'aa'], ['end', 'aa'], ['permit']]) {
    const { code, stderr } = await runCodez(['sessions', ...args], env);
    assert.equal(code, 6, args.join(' '));
    assert.match(stderr, /No server is running.*\nhint: .*codez serve/);
  }
});

test('trust marks a folder; the home directory needs --yes where nobody can be asked [cli.trust]', async () => {
  const trusted = await codez(['trust', '.']);
  assert.deepEqual([trusted.code, trusted.stdout], [0, `Trusted: ${project}\n`]);
  assert.equal((await codez(['trust', project])).stdout, `${project} was trusted before.\n`);
  assert.equal((await door.create())['trusted'], true);
  const home = await codez(['trust', door.server.folder]);
  assert.equal(home.code, 5);
  assert.match(home.stderr, /every folder in it/);
  assert.equal((await codez(['trust', '/'])).code, 4);
  assert.equal((await codez(['trust', 'missing'])).code, 3);
  assert.equal((await codez(['trust', door.server.folder, '--yes'])).code, 0);
});
