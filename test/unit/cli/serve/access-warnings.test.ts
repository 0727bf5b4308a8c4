import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderAccessRules } from '../../../../src/cli/serve/access-rules.ts';
import { accessWarnings } from '../../../../src/cli/serve/access-warnings.ts';
import { resolveSettings } from '../../../../src/config/resolve-settings.ts';
import type { Settings } from '../../../../src/config/settings.ts';

const LISTENING = { url: 'http://127.0.0.1:4097', tellsUsersApart: true, hasOwner: false };

function settingsWith(flags: Readonly<Record<string, string>>): Settings {
  return resolveSettings({ flags, env: {}, configFile: undefined, cwd: '/home/u', userHome: '/home/u' }).settings;
}

const PUBLIC = { publicUrl: 'https://code.example.com/mcp', loopback: 'off', trustedProxies: '127.0.0.1' };
const STRANGERS = /trusted proxies: whoever calls from there/;

for (const [what, flags, expected] of [
  ['the defaults', {}, []],
  ['limits off that only this machine feels', { rateLimit: 'off', rateLimitPrincipal: 'off' }, []],
  ['a proxy that is trusted before a public URL', PUBLIC, []],
  ['networks of its own', { trustedProxies: '10.0.0.0/8,fd00::/16,192.0.2.1' }, []],
  ['everybody trusted', { trustedProxies: '0.0.0.0/0' }, [STRANGERS]],
  ['everybody of IPv6 trusted', { trustedProxies: '::/0' }, [STRANGERS]],
  ['half of everybody trusted, twice', { trustedProxies: '0.0.0.0/1,128.0.0.0/1' }, [STRANGERS, STRANGERS]],
  ['loopback trust beside a public URL', { ...PUBLIC, loopback: 'on' }, [/ssh -R.*--loopback off/]],
  ['no proxy trusted before a public URL', { ...PUBLIC, trustedProxies: '' }, [/--trusted-proxies/]],
  ['no limit by address', { ...PUBLIC, rateLimit: 'off' }, [/without a valid credential are not limited/]],
  ['no limit by principal', { ...PUBLIC, rateLimitPrincipal: 'off' }, [/may call without limit/]],
  ['no limit on other addresses', { host: '0.0.0.0', rateLimit: 'off' }, [/without TLS/, /are not limited/]],
] as const) {
  test(`serve warns of ${what}: ${expected.length} times`, () => {
    const warnings = accessWarnings(settingsWith(flags), LISTENING);
    assert.equal(warnings.length, expected.length, warnings.join('\n'));
    for (const [at, pattern] of expected.entries()) assert.match(warnings[at] ?? '', pattern);
  });
}

for (const [flags, line] of [
  [{}, 'limits:          120/60s per address without a valid credential, 1200/60s per host, user or token'],
  [
    { rateLimit: 'off' },
    'limits:          no limit per address without a valid credential, 1200/60s per host, user or token',
  ],
  [{}, "trusted proxies: none: a connection's own address counts"],
  [{ trustedProxies: '127.0.0.1, ::1' }, 'trusted proxies: 127.0.0.1, ::1'],
] as const) {
  test(`serve prints ${line}`, () => {
    assert.ok(renderAccessRules(settingsWith(flags), LISTENING).includes(`  ${line}`));
  });
}
