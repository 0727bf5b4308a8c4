import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser, whyNoBrowser } from '../../../src/cli/open-browser.ts';

test('a browser is opened where there is one, else the address is printed [cli.login.open]', () => {
  const table: [Record<string, string>, NodeJS.Platform, RegExp | undefined][] = [
    [{ DISPLAY: ':0' }, 'linux', undefined],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', undefined],
    [{ WSL_DISTRO_NAME: 'Debian' }, 'linux', undefined],
    [{}, 'darwin', undefined],
    [{ BROWSER: 'firefox', CI: 'true', SSH_TTY: '/dev/pts/0' }, 'linux', undefined],
    [{}, 'linux', /no screen/],
    [{ DISPLAY: '' }, 'linux', /no screen/],
    [{ DISPLAY: ':0', CI: 'true' }, 'linux', /CI/],
    [{ CI: '1' }, 'darwin', /CI/],
    [{ DISPLAY: ':10', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'linux', /ssh/],
    [{ SSH_TTY: '/dev/pts/0' }, 'darwin', /ssh/],
  ];
  for (const [env, platform, why] of table) {
    if (why === undefined) assert.equal(whyNoBrowser(env, platform), undefined, JSON.stringify(env));
    else assert.match(whyNoBrowser(env, platform) ?? '', why);
  }
});

test('only http and https addresses are opened, and a browser that does not start is told [cli.login.open]', async () => {
  for (const address of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    '--version',
    '/etc/passwd',
    '',
  ]) {
    await assert.rejects(openBrowser(address, { BROWSER: '/none/at/all' }), /Only http and https/);
  }
  await assert.rejects(openBrowser('https://x.test', { BROWSER: '/none/at/all' }), /No browser could be started/);
});
