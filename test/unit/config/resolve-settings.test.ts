import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfigFile } from '../../../src/config/config-file.ts';
import { resolveHome, resolveSettings, type SettingSources } from '../../../src/config/resolve-settings.ts';
import type { Settings } from '../../../src/config/settings.ts';
import { CodezError } from '../../../src/core/errors.ts';

const NOTHING: SettingSources = { flags: {}, env: {}, configFile: undefined, cwd: '/project', userHome: '/home/me' };
const file = (value: unknown) => parseConfigFile('/home/me/.codez/config.json', JSON.stringify(value));
const resolve = (sources: Partial<SettingSources>) => resolveSettings({ ...NOTHING, ...sources });

test('without anything given every setting has its default', () => {
  assert.deepEqual(resolve({}).settings, {
    home: '/home/me/.codez',
    host: '127.0.0.1',
    port: 4097,
    publicUrl: undefined,
    allowedHosts: [],
    allowedOrigins: [],
    rateLimit: '120/60s',
    rateLimitPrincipal: '1200/60s',
    trustedProxies: [],
    authkitUrl: undefined,
    authkitClientId: undefined,
    authkitClientSecretFile: undefined,
    adminRemote: 'off',
    loopback: 'on',
    insecureHttp: false,
    tlsCert: undefined,
    tlsKey: undefined,
    logLevel: 'info',
    logFormat: 'text',
    mcpSessionTtlSeconds: 86_400,
    mcpSessionMax: 10_000,
    remoteUrl: undefined,
    keyFile: undefined,
    sessionRoots: ['/home/me'],
    maxMode: 'acceptEdits',
    allowBypass: false,
    maxSessions: 8,
    idleTimeoutSeconds: 900,
    endSessions: false,
    claudeBin: undefined,
    prices: undefined,
  } satisfies Settings);
});

test('flag beats variable, variable beats file, file beats default', () => {
  const configFile = file({ port: 3 });
  const env = { CODEZ_PORT: '2' };
  const port = (sources: Partial<SettingSources>) => [resolve(sources).settings.port, resolve(sources).origins.port];
  assert.deepEqual(port({ flags: { port: '1' }, env, configFile }), [1, 'flag']);
  assert.deepEqual(port({ env, configFile }), [2, 'variable']);
  assert.deepEqual(port({ configFile }), [3, 'file']);
  assert.deepEqual(port({ env: { CODEZ_PORT: '' } }), [4097, 'default']);
});

test('values are read from text and from JSON alike', () => {
  const cases: [SettingSources['flags'], unknown, Partial<Settings>][] = [
    [{ insecureHttp: true }, { access: { insecure_http: true } }, { insecureHttp: true }],
    [{ mcpSessionTtlSeconds: '2h' }, { mcp: { session_ttl: 7200 } }, { mcpSessionTtlSeconds: 7200 }],
    [
      { allowedHosts: 'Code.Example.com, b:8443' },
      { access: { allowed_hosts: ['code.example.com', 'b:8443'] } },
      { allowedHosts: ['code.example.com', 'b:8443'] },
    ],
    [
      { allowedOrigins: 'https://a.example:443/' },
      { access: { allowed_origins: ['https://a.example'] } },
      { allowedOrigins: ['https://a.example'] },
    ],
  ];
  for (const [flags, inFile, expected] of cases) {
    const [name] = Object.keys(expected) as [keyof Settings];
    assert.deepEqual(resolve({ flags }).settings[name], expected[name]);
    assert.deepEqual(resolve({ configFile: file(inFile) }).settings[name], expected[name]);
  }
});

test('a value that is refused names where it came from and what it must be', () => {
  const refuse = (sources: Partial<SettingSources>, message: RegExp) =>
    assert.throws(
      () => resolve(sources),
      (error) => error instanceof CodezError && error.code === 'invalid' && message.test(error.message),
    );
  refuse({ flags: { port: 'abc' } }, /^--port is "abc", but must be a port number from 0 to 65535$/);
  refuse({ flags: { port: '65536' } }, /--port/);
  refuse({ flags: { port: '1e3' } }, /--port/);
  refuse({ env: { CODEZ_PORT: '-1' } }, /^CODEZ_PORT is "-1"/);
  refuse({ configFile: file({ port: null }) }, /^"port" in \/home\/me\/\.codez\/config\.json is null/);
  refuse({ env: { MCP_ALLOWED_ORIGINS: '*' } }, /MCP_ALLOWED_ORIGINS.*neither \* nor null/);
  refuse({ env: { MCP_ALLOWED_ORIGINS: 'null' } }, /MCP_ALLOWED_ORIGINS/);
  refuse({ env: { MCP_ALLOWED_ORIGINS: 'https://a.example/path' } }, /MCP_ALLOWED_ORIGINS/);
  refuse({ env: { CODEZ_ALLOWED_HOSTS: 'a/b' } }, /CODEZ_ALLOWED_HOSTS/);
  refuse({ env: { CODEZ_ALLOWED_HOSTS: 'user@b' } }, /CODEZ_ALLOWED_HOSTS/);
  refuse({ env: { CODEZ_MCP_URL: 'ftp://a' } }, /CODEZ_MCP_URL/);
  refuse({ env: { CODEZ_LOOPBACK: 'maybe' } }, /on or off/);
  refuse({ flags: { mcpSessionTtlSeconds: '1 day' } }, /--mcp-session-ttl/);
  refuse({ flags: { tlsCert: 'a.pem' } }, /certificate|cert is set without its key/);
});

test('own prices are an object in the file or its JSON, and one that is wrong is named [usage.prices.own]', () => {
  const mine = { input: 1, output: 2.5, cache_read: 0, cache_write_5m: 1.25, cache_write_1h: 2 };
  const prices = { 'glm-9': mine, 'claude-3.5': mine };
  assert.deepEqual(resolve({ configFile: file({ prices }) }).settings.prices, prices);
  assert.deepEqual(resolve({ env: { CODEZ_PRICES: JSON.stringify(prices) } }).settings.prices, prices);
  assert.deepEqual(resolve({ flags: { prices: '{}' } }).settings.prices, {});
  const messageOf = (given: unknown): string => {
    try {
      resolve({ configFile: file({ prices: given }) });
    } catch (error) {
      return error instanceof CodezError && error.code === 'invalid' ? error.message : assert.fail();
    }
    return assert.fail('taken');
  };
  assert.match(messageOf([]), /^"prices" in .*config\.json is \[\], but must be an object of models/);
  assert.match(messageOf({ 'glm-9': 3 }), /: glm-9 is 3$/);
  assert.match(messageOf({ 'glm-9': { ...mine, output: '2' } }), /: glm-9\.output is "2"$/);
  assert.match(messageOf({ 'glm-9': { ...mine, output: -1 } }), /: glm-9\.output is -1$/);
  assert.match(messageOf({ 'glm-9': { input: 1 } }), /: glm-9\.output is missing$/);
  assert.match(messageOf({ 'glm-9': { ...mine, typo: 1 } }), /: glm-9 is \{.*"typo":1\}$/);
  assert.throws(() => resolve({ env: { CODEZ_PRICES: '{"a":' } }), /CODEZ_PRICES is .*but must be an object of models/);
});

test('relative paths start at the working directory, in the config file at the data directory', () => {
  const both = { tlsCert: 'a.pem', tlsKey: '~/b.pem' };
  const { tlsCert, tlsKey } = resolve({ flags: both }).settings;
  assert.deepEqual([tlsCert, tlsKey], ['/project/a.pem', '/home/me/b.pem']);
  const fromFile = resolve({ configFile: file({ tls: { cert: 'a.pem', key: '/b.pem' } }) }).settings;
  assert.deepEqual([fromFile.tlsCert, fromFile.tlsKey], ['/home/me/.codez/a.pem', '/b.pem']);
});

test('the data directory is given by flag, variable or default [cli.home]', () => {
  assert.equal(resolveHome(NOTHING), '/home/me/.codez');
  assert.equal(resolveHome({ ...NOTHING, env: { CODEZ_HOME: '/data' } }), '/data');
  assert.equal(resolveHome({ ...NOTHING, env: { CODEZ_HOME: '/data' }, flags: { home: 'here' } }), '/project/here');
  assert.throws(() => resolveHome({ ...NOTHING, userHome: '' }), /home directory of this user is not known/);
});

test('session roots are given one an option, as in PATH, or as an array [cli.settings.repeated]', () => {
  const roots = (sources: Partial<SettingSources>) => resolve(sources).settings.sessionRoots;
  const both = ['/a:b,c', '/home/me/d', '/project/e'];
  assert.deepEqual(roots({ flags: { sessionRoots: ['/a:b,c', '~/d', 'e'] } }), both);
  assert.deepEqual(roots({ env: { CODEZ_SESSION_ROOTS: '/a,b::~/d:e' } }), ['/a,b', '/home/me/d', '/project/e']);
  assert.deepEqual(roots({ configFile: file({ sessions: { roots: ['/a:b,c', 'e'] } }) }), [
    '/a:b,c',
    '/home/me/.codez/e',
  ]);
  assert.deepEqual(roots({ configFile: file({ sessions: { roots: [] } }) }), []);
  assert.throws(() => roots({ flags: { sessionRoots: [''] } }), /^CodezError: --session-root is/);
  // Who has no home directory has no folders in it.
  assert.deepEqual(roots({ userHome: '', env: { CODEZ_HOME: '/data' } }), []);
});

test('lists of names are given by repeated options too, each one a list [cli.settings.repeated]', () => {
  assert.deepEqual(resolve({ flags: { allowedHosts: ['a', 'b, c:1'] } }).settings.allowedHosts, ['a', 'b', 'c:1']);
});

test('unknown keys of the config file become warnings', () => {
  assert.deepEqual(resolve({ configFile: file({ prot: 1 }) }).warnings, [
    '/home/me/.codez/config.json has the unknown key "prot" (did you mean "port"?): ignored',
  ]);
});
