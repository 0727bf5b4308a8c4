import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { loginUrl } from '../../../src/access/login-url.ts';
import { callAsOwner } from '../../support/access-rows.ts';
import { runCodez } from '../../support/codez-process.ts';
import { startFixtureServer } from '../../support/fixture-server.ts';
import { send } from '../../support/http.ts';
import { NO_BROWSER, openBrowser, openPage, scrollsSideways } from '../../support/pages/browser.ts';
import { loginLink, signedIn } from '../../support/pages/login.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { watchFor } from '../../support/watch-for.ts';

const skip = NO_BROWSER;
/** A browser writes refused requests to its console. */
const REFUSED = /^Failed to load resource: the server responded with a status of 401/;

let browser: Browser;
let server: TestServer;
before(async () => {
  server = await startServer();
  if (!skip) browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server.stop();
});

test('a link opens the page; its bearer stands in sessionStorage alone, no cookie is set [pages.link.bearer-kept]', {
  skip,
}, async () => {
  const { page, problems, close } = await openPage(browser, await loginLink(server));
  await page.locator('#tail-state[data-state="live"]').waitFor();
  assert.equal(new URL(page.url()).hash, '');
  assert.match(String(await page.evaluate("sessionStorage.getItem('codez.bearer')")), /^czl_/);
  assert.equal(await page.evaluate('localStorage.length'), 0);
  assert.equal(await page.evaluate('document.cookie'), '');
  assert.deepEqual(await page.context().cookies(), []);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByText('codez host add NAME').waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test('codez logs --open leads the browser to the page by a file, and signs it in [pages.link.opened]', {
  skip,
}, async () => {
  const folder = server.folder;
  const program = join(folder, 'browser');
  const opened = join(folder, 'opened');
  writeFileSync(program, `#!/bin/sh\nprintf %s "$1" > "${opened}.part" && mv "${opened}.part" "${opened}"\n`);
  chmodSync(program, 0o755);
  const { code, stderr } = await runCodez(['logs', '--open'], { ...server.env, BROWSER: program });
  assert.equal(code, 0, stderr);
  const { page, problems, close } = await openPage(browser, await watchFor(opened));
  await page.waitForURL(/^http:/);
  await page.locator('#tail-state[data-state="live"]').waitFor();
  assert.equal(new URL(page.url()).hash, '');
  const own = `asked ${server.url}/`;
  assert.deepEqual(
    problems.filter((problem) => !problem.startsWith(own)),
    [],
  );
  await close();
});

test('a link that is opened a second time signs the first page out [pages.link.second-use, pages.signed-out]', {
  skip,
}, async () => {
  const link = await loginLink(server);
  const first = await openPage(browser, link);
  await first.page.locator('#tail-state[data-state="live"]').waitFor();
  const second = await openPage(browser, link);
  await second.page.getByRole('heading', { name: 'Signed out' }).waitFor();
  await second.page.getByText('This login link is not good').waitFor();
  await first.page.reload();
  await first.page.getByRole('heading', { name: 'Signed out' }).waitFor();
  await first.page.getByText('codez logs --open').waitFor();
  assert.ok(await first.page.locator('#page').isHidden());
  assert.equal(await first.page.evaluate('sessionStorage.length'), 0);
  for (const problem of [...first.problems, ...second.problems]) assert.match(problem, REFUSED);
  assert.match(server.stderr(), /a login link was used a second time/);
  await first.picture('signed-out');
  await first.close();
  await second.close();
});

test('signing out ends the bearer at the server [pages.link.bearer-ends, pages.signed-out]', { skip }, async () => {
  const { page, problems, close } = await openPage(browser, await loginLink(server));
  await page.locator('#tail-state[data-state="live"]').waitFor();
  const bearer = String(await page.evaluate("sessionStorage.getItem('codez.bearer')"));
  const done = page.waitForResponse('**/admin/logout');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You have signed out').waitFor();
  await done;
  const reply = await send(server.url, { path: '/admin/mcp/logs', headers: { authorization: `Bearer ${bearer}` } });
  assert.equal(reply.status, 401);
  assert.deepEqual(problems, []);
  await close();
});

test('a page that is open when its bearer ends says so, on a phone too [pages.signed-out]', { skip }, async () => {
  const options = { viewport: { width: 360, height: 740 }, isMobile: true };
  const { page, problems, picture, close } = await openPage(browser, await loginLink(server), options);
  await page.locator('#tail-state[data-state="live"]').waitFor();
  const bearer = String(await page.evaluate("sessionStorage.getItem('codez.bearer')"));
  const headers = { authorization: `Bearer ${bearer}` };
  assert.equal((await send(server.url, { method: 'POST', path: '/admin/logout', headers })).status, 200);
  await page.getByText('Your login has ended').waitFor();
  assert.equal(await scrollsSideways(page), false);
  for (const problem of problems) assert.match(problem, REFUSED);
  await picture('signed-out-phone');
  await close();
});

test('without a link there is nothing but how to get one [pages.signed-out]', { skip }, async () => {
  for (const path of ['/admin/', '/admin/mcp-logs.html']) {
    const { page, problems, close } = await openPage(browser, `${server.url}${path}`);
    await page.getByText('This page shows nothing without a login link').waitFor();
    assert.ok(await page.locator('#page').isHidden());
    assert.deepEqual(problems, []);
    await close();
  }
});

test('a server that goes away and comes back is followed again [pages.log.reconnect]', { skip }, async () => {
  const own = await startServer();
  const { page, problems, close } = await openPage(browser, await loginLink(own));
  await page.locator('#tail-state[data-state="live"]').waitFor();
  await own.stop();
  await page.locator('#tail-state[data-state="retrying"]').waitFor();
  const again = await startServer({ folder: own.folder, port: own.port });
  // Bearers end with the server: whoever follows is asked to sign in anew.
  await page.getByRole('heading', { name: 'Signed out' }).waitFor();
  assert.ok(
    problems.every((problem) => problem.startsWith('Failed to load resource')),
    problems.join('\n'),
  );
  await again.stop();
  await close();
});

test('a code is good once over HTTP, and no other is [pages.link.code, pages.link.second-use]', async () => {
  const code = new URLSearchParams(new URL(await loginLink(server)).hash.slice(1)).get('code') ?? '';
  const exchange = async (body: string): Promise<number> =>
    (await send(server.url, { method: 'POST', path: '/admin/login', body })).status;
  assert.match(code, /^[\w-]{43}$/);
  const wrong = ['', '{}', '{"code":null}', '{"code":["x"]}', '{"code":""}', `{"code":"${code.slice(1)}"}`];
  for (const body of [...wrong, `{"code":"${code}A"}`, `{"code":{"toString":"${code}"}}`, `{"Code":"${code}"}`]) {
    assert.equal(await exchange(body), 401, body);
  }
  assert.equal(await exchange('[]'), 422);
  assert.equal(await exchange(`{"code":"${code}"`), 400);
  assert.equal(await exchange(`{"code":"${code}"}`), 200);
  assert.equal(await exchange(`{"code":"${code}"}`), 401);
});

test('a bearer does not outlive the server [pages.link.bearer-ends]', async () => {
  const own = await startServer();
  const bearer = await signedIn(own);
  await own.stop();
  const again = await startServer({ folder: own.folder });
  const reply = await send(again.url, { path: '/admin/mcp/logs', headers: { authorization: `Bearer ${bearer}` } });
  assert.equal(reply.status, 401);
  await again.stop();
});

test('a link that is older than a minute shows how to get a new one [pages.link.minute]', { skip }, async (t) => {
  let later = 0;
  const own = await startFixtureServer({ clock: () => Date.now() + later });
  t.after(() => own.close());
  const link = loginUrl(own.url, own.logins.createCode().code);
  later = 60_001;
  const { page, problems, close } = await openPage(browser, link);
  await page.getByText('This login link is not good').waitFor();
  for (const problem of problems) assert.match(problem, REFUSED);
  await close();
});

test('a link by way of a forwarded port opens the page there [pages.link.fragment, pages.door.local]', {
  skip,
}, async (t) => {
  const forward = createServer((socket) => {
    const onward = connect(server.port, '127.0.0.1');
    pipeline(socket, onward, socket, () => {});
  });
  await once(forward.listen(0, '127.0.0.1'), 'listening');
  t.after(() => forward.close());
  const via = (forward.address() as AddressInfo).port;
  const { url } = await callAsOwner<{ url: string }>(server, 'login_link', { via });
  assert.equal(new URL(url).port, String(via));
  const { page, problems, close } = await openPage(browser, url);
  await page.locator('#tail-state[data-state="live"]').waitFor();
  assert.deepEqual(problems, []);
  await close();
});
