import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';

function machine(config?: string) {
  const folder = scratchFolder();
  const home = join(folder, '.codez');
  mkdirSync(home, { mode: 0o700 });
  if (config !== undefined) writeFileSync(join(home, 'config.json'), config);
  const codez = (args: string[], env: Record<string, string> = {}) => runCodez(args, cleanEnvironment(folder, env));
  return { folder, home, codez };
}

/** The URL that `config --print` writes is made of the settings. */
const PRINT = ['config', 'claude', '--print', '--json'];

test('flag beats variable, variable beats config.json, config.json beats the default [cli.precedence]', async () => {
  const { codez, folder } = machine('{"mcp": {"session_ttl": "bad"}}');
  const env = { CODEZ_MCP_SESSION_TTL: 'bad too' };
  const refusedBy = async (args: string[], variables: Record<string, string>) =>
    (await codez(args, variables)).stderr.split('\n')[0];
  const serve = ['serve', '--port', '0'];
  assert.match((await refusedBy([...serve, '--mcp-session-ttl', 'x'], env)) ?? '', /^error: --mcp-session-ttl is "x"/);
  assert.match((await refusedBy(serve, env)) ?? '', /^error: CODEZ_MCP_SESSION_TTL is "bad too"/);
  assert.match((await refusedBy(serve, {})) ?? '', /^error: "mcp.session_ttl" in .*config\.json is "bad"/);
  assert.equal(existsSync(join(folder, '.codez', 'meta.json')), false);
});

test('a setting reaches what it is for, from variable and file', async () => {
  const { codez } = machine('{"port": 5001}');
  const urlOf = (stdout: string) => /http:[^"\\]+/.exec(stdout)?.[0];
  assert.equal(urlOf((await codez(PRINT)).stdout), 'http://127.0.0.1:5001/mcp');
  assert.equal(urlOf((await codez(PRINT, { CODEZ_PORT: '5002' })).stdout), 'http://127.0.0.1:5002/mcp');
});

test('--home and CODEZ_HOME choose the data directory, and it is made when it is missing [cli.home]', async () => {
  const { folder, codez } = machine();
  const store = ['call', 'memory_store', '--content', 'x', '--id', 'here'];
  await codez([...store, '--home', join(folder, 'by', 'flag')]);
  await codez(store, { CODEZ_HOME: join(folder, 'by', 'variable') });
  await codez(store, { CODEZ_HOME: '' });
  for (const home of [join(folder, 'by', 'flag'), join(folder, 'by', 'variable'), join(folder, '.codez')]) {
    const { stdout } = await codez(['call', 'memory_retrieve', 'here', '--home', home]);
    assert.equal((JSON.parse(stdout) as { status: string }).status, 'found', home);
  }
});

test('unknown keys of config.json are named in a warning; below access they are an error [cli.files.unknown-keys]', async () => {
  const warned = await machine('{"prot": 1, "log": {"levl": "debug"}}').codez(PRINT);
  assert.equal(warned.code, 0);
  assert.match(
    warned.stderr,
    /^warning: .*config\.json has the unknown key "prot" \(did you mean "port"\?\): ignored$/m,
  );
  assert.match(warned.stderr, /unknown key "log\.levl" \(did you mean "log\.level"\?\)/);
  JSON.parse(warned.stdout);

  const refused = await machine('{"access": {"loopbak": "off"}}').codez(['serve', '--port', '0']);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^error: .*unknown key "access\.loopbak" \(did you mean "access\.loopback"\?\)/);
});

test('an invalid config.json ends every command with 2 and the position, untouched', async () => {
  const { codez } = machine('{\n  "port": 4097,\n}');
  for (const args of [['status'], ['serve'], ['stop'], ['config', 'claude'], ['tools']]) {
    const { code, stderr } = await codez(args);
    assert.equal(code, 2, args[0]);
    assert.match(stderr, /^error: .*config\.json:3:1 is not valid JSON\nhint: {2}\S/, args[0]);
  }
});
