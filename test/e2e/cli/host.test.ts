import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cleanEnvironment, type Finished, runCodez } from '../../support/codez-process.ts';
import { manageByBinary as manage, type PrintedHost, pingAs } from '../../support/host-caller.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { openTerminal } from '../../support/terminal.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off', '--public-url', 'https://code.example.com/mcp'] });
});
after(async () => {
  await server.stop();
});

const codez = (...args: string[]): Promise<Finished> => runCodez(args, server.env);
const names = async (): Promise<string[]> =>
  (await manage<{ hosts: PrintedHost[] }>(server, 'host', 'list')).hosts.map(({ name }) => name);

test('add prints the key once, what it may do, and lines to paste that name the public URL [cli.host.add, cli.host.lines]', async () => {
  await manage(server, 'space', 'add', 'ops');
  const { code, stdout, stderr } = await codez('host', 'add', 'web-1', '--space', 'ops:read', '--expires', '30d');
  assert.equal(code, 0, stderr);
  const key = /^ {2}(cz_[A-Za-z0-9_-]{43})$/m.exec(stdout)?.[1] ?? '';
  assert.equal(await pingAs(server, key), '200');
  assert.match(stdout, /^Added host web-1\. Its key is shown this once/);
  assert.match(stdout, /^ {2}scopes: {2}memory, resources, files$/m);
  assert.match(stdout, /^ {2}spaces: {2}web-1 \(its own\), ops:read$/m);
  assert.match(stdout, /^ {2}expires: \d{4}-/m);
  assert.ok(stdout.includes(`export CODEZ_API_KEY='${key}'`));
  assert.match(
    stdout,
    /claude mcp add --transport http --scope user codez https:\/\/code\.example\.com\/mcp --header /,
  );
  assert.match(
    stdout,
    /\[mcp_servers\.codez\]\n {2}url = "https:\/\/code\.example\.com\/mcp"\n {2}bearer_token_env_var = /,
  );
  // Besides the export line nothing else that is pasted holds the key.
  assert.equal(stdout.split(key).length - 1, 2);
  assert.doesNotMatch(stdout, /from this machine only/);
});

test('--json prints name, key, prefix and what the key may do [cli.host.json]', async () => {
  const added = await manage(server, 'host', 'add', 'json-1', '--scope', 'memory,files:read', '--roaming');
  assert.equal(added.name, 'json-1');
  assert.match(added.key, /^cz_/);
  assert.equal(added.prefix, added.key.slice(3, 11));
  assert.deepEqual(added.scopes, ['memory', 'files:read']);
  assert.equal(await pingAs(server, added.key), '200');
});

test('a key with sessions is said to be a shell: without a terminal it needs --yes, exit 2 and nothing added [cli.host.shell, access.scope.sessions-key]', async () => {
  for (const verb of [
    ['add', 'shell-1', '--scope', 'sessions'],
    ['add', 'shell-1', '--scope', 'memory,sessions'],
    ['add', 'shell-1', '--scope', 'memory', '--scope', 'sessions'],
    ['update', 'json-1', '--scope', 'sessions'],
  ]) {
    const { code, stdout, stderr } = await codez('host', ...verb);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /The scope sessions makes the key of (shell|json)-1 a shell on this machine/);
    assert.match(stderr, /--yes/);
  }
  assert.ok(!(await names()).includes('shell-1'));
  const { code, stderr } = await codez('host', 'add', 'shell-1', '--scope', 'sessions', '--yes');
  assert.equal(code, 0);
  assert.match(stderr, /^warning: The scope sessions makes the key of shell-1 a shell/);
});

test('on a terminal it asks, and adds nothing unless the answer is yes [cli.host.shell, access.scope.sessions-key]', async () => {
  for (const [answer, expected] of [
    ['n', 5],
    ['', 5],
    ['yes please', 5],
    ['y', 0],
  ] as const) {
    const terminal = openTerminal(['host', 'add', 'asked-1', '--scope', 'sessions'], server.env, server.folder);
    await terminal.see(/a shell on this machine[\s\S]*Give it that\? \[y\/N\] /);
    terminal.type(`${answer}\r`);
    assert.equal(await terminal.ended, expected, answer);
    assert.equal((await names()).includes('asked-1'), expected === 0, answer);
  }
});

test('list and show say how hosts stand, never a key [cli.host.list]', async () => {
  const { key } = await manage(server, 'host', 'add', 'list-1', '--insecure', '--roaming');
  assert.equal(await pingAs(server, key), '200');
  await manage(server, 'host', 'add', 'list-2');
  await manage(server, 'host', 'disable', 'list-2');
  const list = await codez('host', 'list');
  assert.match(list.stdout, /^NAME +STATE +SCOPES +SHARED SPACES +ADDRESS +WINDOW +LAST USE +CALLS +REFUSED\n/);
  assert.match(
    list.stdout,
    /^list-1 +active +memory resources files +127\.0\.0\.1 \(roams\) +open (29 min( \d+ s)?|30 min) +now +1 +0$/m,
  );
  assert.match(list.stdout, /^list-2 +disabled +memory resources files +- +never +0 +0$/m);
  const show = await codez('host', 'show', 'list-1');
  assert.match(show.stdout, new RegExp(`^key: +cz_${key.slice(3, 11)}\\.\\.\\.$`, 'm'));
  assert.match(show.stdout, /^calls: +1, 0 refused$/m);
  assert.match(show.stdout, /^LET IN FROM +CALLS +LAST\n127\.0\.0\.1 +1 +now$/m);
  assert.ok(!`${list.stdout}${show.stdout}`.includes(key.slice(11)));
});

test('every verb does what it says, in words and as JSON [cli.host.manage]', async () => {
  await codez('host', 'add', 'verbs-1', '--insecure');
  const expectations: readonly (readonly [args: readonly string[], expected: RegExp])[] = [
    [['disable', 'verbs-1'], /^verbs-1 is refused from now on\.\n$/],
    [['enable', 'verbs-1'], /^verbs-1 is let in again\.\n$/],
    [['roaming', 'on', 'verbs-1'], /^verbs-1 may change its address\.\n$/],
    [
      ['roaming', 'off', 'verbs-1'],
      /^verbs-1 may not change its address any more; its key is bound by its next call\.\n$/,
    ],
    [['window', 'close', 'verbs-1'], /^The window of verbs-1 is closed\.\n$/],
    [
      ['window', 'open', 'verbs-1', '--for', '2h'],
      /^The window of verbs-1 is open (1 h 59 min|2 h); each call keeps it open for 10 min\.\n$/,
    ],
    [['bind', 'verbs-1', '203.0.113.7'], /^The key of verbs-1 is bound to 203\.0\.113\.7\.\n$/],
    [['bind', 'verbs-1', '2001:db8::7'], /^The key of verbs-1 is bound to 203\.0\.113\.7 and 2001:db8::\/64\.\n$/],
    [['unbind', 'verbs-1'], /^The key of verbs-1 is bound by its next call\.\n$/],
    [
      ['update', 'verbs-1', '--scope', 'memory', '--space', 'ops'],
      /^verbs-1 may: memory, in the spaces verbs-1, ops\.\n$/,
    ],
    [
      ['rotate', 'verbs-1', '--grace', '1h'],
      /^Issued another key for host verbs-1\.[\s\S]*former key: good until \d{4}-/,
    ],
    [['remove', 'verbs-1'], /^Removed host verbs-1: its key is refused from now on\.\n$/],
  ];
  for (const [args, expected] of expectations) {
    const { code, stdout, stderr } = await codez('host', ...args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, expected, args.join(' '));
  }
});

const WRONG: readonly (readonly [args: readonly string[], code: number, words: RegExp])[] = [
  [['host'], 2, /codez host needs a verb/],
  [['host', 'add'], 2, /missing required argument 'name'/i],
  [['host', 'add', 'local'], 2, /reserved/],
  [['host', 'add', '../x'], 2, /no name for a host/],
  [['host', 'add', 'a b'], 2, /no name for a host/],
  [['host', 'add', 'web-1'], 5, /There is a host named web-1 already/],
  [['host', 'add', 'OPS'], 5, /There is a space named ops already/],
  [['host', 'add', 'w', '--scope', 'admin'], 2, /^error: --scope: "admin" is no scope a key can have: sessions:read, /],
  [['host', 'add', 'w', '--scope', 'everything'], 2, /^error: --scope: "everything" is no scope a key can have/],
  [['host', 'add', 'w', '--space', 'nowhere'], 3, /no shared space nowhere[\s\S]*codez space add nowhere/],
  [['host', 'add', 'w', '--space', 'ops:admin'], 2, /grants no space/],
  [['host', 'add', 'w', '--window', '10m'], 2, /--insecure/],
  [['host', 'add', 'w', '--insecure', '--window', '59s'], 2, /--window: must be 60 to 28800 seconds \(1m to 8h\)/],
  [['host', 'add', 'w', '--insecure', '--window', '9h'], 2, /--window: must be 60 to 28800 seconds \(1m to 8h\)/],
  [['host', 'add', 'w', '--insecure', '--window', 'soon'], 2, /--window: "soon" is no duration/],
  [['host', 'add', 'w', '--expires', '-1d'], 2, /--expires/],
  [['host', 'add', 'w', '--expires', '0'], 2, /--expires/],
  [['host', 'add', 'w', '--address', 'example.com'], 2, /no IP address/],
  [['host', 'add', 'w', '--address', '1.2.3.4,1.2.3.5'], 2, /of one kind/],
  [['host', 'add', 'w', '--max-mode', 'root'], 2, /max-mode/],
  [['host', 'add', 'w', '--key', 'cz_x'], 2, /unknown option/i],
  [['host', 'show', 'nobody'], 3, /There is no host named "nobody"/],
  [['host', 'rotate', 'nobody'], 3, /no host named/],
  [['host', 'rotate', 'web-1', '--grace', '8d'], 2, /^error: --grace: must be a week \(7d\) at most\n.*--help/],
  [['host', 'remove', 'nobody'], 3, /no host named/],
  [['host', 'disable', 'nobody'], 3, /no host named/],
  [['host', 'roaming', 'maybe', 'web-1'], 2, /on, off/],
  [['host', 'window', 'open', 'web-1'], 5, /not insecure/],
  [['host', 'window', 'ajar', 'web-1'], 2, /open, close/],
  [['host', 'bind', 'web-1', 'localhost'], 2, /no IP address/],
  [['host', 'bind', 'web-1'], 2, /missing required argument 'address'/i],
  [['host', 'update', 'web-1', '--leave', 'team'], 3, /no right to a space/],
  [['space', 'add', 'web-1'], 5, /There is a host named web-1 already/],
  [['space', 'add', 'local'], 2, /reserved/],
  [['space', 'remove', 'nowhere'], 3, /no shared space/],
  [['space', 'remove', 'ops'], 5, /in use: host web-1 may use it[\s\S]*--force/],
  [['user', 'add', 'web-1'], 5, /There is a host named web-1 already/],
  [['user', 'add', 'u', '--sub', 'usr_1'], 2, /--issuer/],
  [['user', 'add', 'u', '--sub', 'usr_1', '--issuer', 'ftp://x'], 2, /^error: --issuer: must be the http or https URL/],
  [['user', 'add', 'u', '--issuer', 'https://auth.example.com'], 2, /--sub/],
  [['user', 'add', 'u', '--scope', 'sessions'], 2, /a shell on this machine/],
  [['user', 'add', 'u', '--insecure'], 2, /unknown option/i],
  [['user', 'update', 'nobody', '--unbind'], 3, /There is no user named/],
  [['user', 'remove', 'nobody'], 3, /There is no user named/],
];
for (const [args, code, words] of WRONG) {
  test(`codez ${args.join(' ')} ends with ${code} and says why [cli.host.wrong-use]`, async () => {
    const done = await codez(...args);
    assert.equal(done.code, code, done.stderr);
    assert.match(done.stderr, words);
    assert.equal(done.stdout, '');
    assert.doesNotMatch(done.stderr, /\n {4}at /);
  });
}

test('none of that added anything [cli.host.wrong-use, access.name.form, access.name.reserved, access.name.shared, access.key.add-refused]', async () => {
  const known = ['asked-1', 'json-1', 'list-1', 'list-2', 'shell-1', 'web-1'];
  assert.deepEqual(await names(), known);
  const { users } = await manage<{ users: unknown[] }>(server, 'user', 'list');
  assert.deepEqual(users, []);
});

test('spaces are added, listed and removed; one in use only by force [cli.space.manage]', async () => {
  assert.match((await codez('space', 'add', 'team')).stdout, /^Added space team\.\n$/);
  await codez('host', 'add', 'member-1', '--space', 'team');
  await codez('host', 'add', 'member-2', '--space', 'team:read');
  const list = await codez('space', 'list');
  assert.match(list.stdout, /^team +0 +host:member-1 +host:member-2$/m);
  assert.equal((await codez('space', 'remove', 'team')).code, 5);
  const removed = await codez('space', 'remove', 'team', '--force');
  assert.match(removed.stdout, /^Removed space team\. No longer in it: host member-1, host member-2\.\n$/);
});

test('users are added with a key or without, listed and removed [cli.user.manage]', async () => {
  const ada = await manage(server, 'user', 'add', 'ada', '--space', 'ops:read');
  assert.equal(await pingAs(server, ada.key), '200');
  const link = ['--no-key', '--sub', 'usr_42', '--issuer', 'https://auth.example.com'];
  const bob = await codez('user', 'add', 'bob', ...link);
  assert.match(bob.stdout, /^Added user bob, without a key\./);
  const taken = await codez('user', 'add', 'carol', ...link);
  assert.equal(taken.code, 5, taken.stderr);
  assert.match(taken.stderr, /act for the user bob already/);
  const list = await codez('user', 'list');
  assert.match(list.stdout, /^ada +active +memory resources +ops:read /m);
  assert.match(list.stdout, /^bob +no key /m);
  await manage(server, 'user', 'update', 'ada', '--unbind', '--address', '127.0.0.9');
  assert.match(await pingAs(server, ada.key), /^403 API key not allowed from this IP$/);
  await manage(server, 'user', 'update', 'ada', '--roaming', '--leave', 'ops');
  assert.equal(await pingAs(server, ada.key), '200');
  await manage(server, 'user', 'disable', 'ada');
  assert.equal(await pingAs(server, ada.key), '403 API key disabled');
  assert.match((await codez('user', 'remove', 'ada')).stdout, /^Removed user ada/);
  assert.match(await pingAs(server, ada.key), /^401 /);
});

test('without a server all of it works on the same files, and counts when one starts [cli.host.no-server]', async () => {
  const folder = scratchFolder();
  const env = cleanEnvironment(folder);
  const { stdout } = await runCodez(['host', 'add', 'off-1', '--json'], env);
  const { key } = JSON.parse(stdout) as PrintedHost;
  const text = (await runCodez(['host', 'add', 'off-2'], env)).stdout;
  assert.match(text, /http:\/\/127\.0\.0\.1:4097\/mcp is reached from this machine only/);
  await runCodez(['host', 'disable', 'off-2'], env);
  assert.match((await runCodez(['host', 'list'], env)).stdout, /^off-2 +disabled /m);
  const started = await startServer({ folder });
  assert.equal(await pingAs(started, key), '200');
  await started.stop();
});
