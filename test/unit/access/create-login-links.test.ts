import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createLoginLinks } from '../../../src/access/create-login-links.ts';
import type { LoginLinks } from '../../../src/access/login-links.ts';
import { loginUrl } from '../../../src/access/login-url.ts';
import { createLogger } from '../../../src/core/logger.ts';

interface Made {
  readonly links: LoginLinks;
  readonly log: string[];
  /** Moves the clock. */
  pass(ms: number): void;
}

function make(): Made {
  let now = Date.UTC(2026, 0, 31);
  const clock = (): number => now;
  const log: string[] = [];
  const logger = createLogger({ write: (line) => log.push(line), level: 'info', clock, format: 'text' });
  return {
    links: createLoginLinks({ clock, randomBytes, logger }),
    log,
    pass: (ms) => {
      now += ms;
    },
  };
}

function signIn(links: LoginLinks): { code: string; bearer: string } {
  const { code } = links.createCode();
  const bearer = links.exchange(code)?.bearer;
  assert.ok(bearer);
  return { code, bearer };
}

test('a code of 256 bits gives one bearer of 256 bits [pages.link.code]', () => {
  const { links } = make();
  const { code, bearer } = signIn(links);
  assert.match(code, /^[\w-]{43}$/);
  assert.match(bearer, /^czl_[\w-]{43}$/);
  assert.ok(links.isBearer(bearer));
  assert.notEqual(links.createCode().code, links.createCode().code);
});

test('a code is good for 60 s [pages.link.minute]', () => {
  const { links, pass } = make();
  const early = links.createCode();
  const late = links.createCode();
  pass(59_999);
  assert.ok(links.exchange(early.code));
  pass(1);
  assert.equal(links.exchange(late.code), undefined);
  pass(-30_000);
  assert.equal(links.exchange(late.code), undefined, 'forgotten, whatever the clock says later');
});

test('a second use revokes the first bearer, is undefined and is logged [pages.link.second-use]', () => {
  const { links, log, pass } = make();
  const { code, bearer } = signIn(links);
  const other = signIn(links);
  pass(3_600_000);
  assert.equal(links.exchange(code), undefined);
  assert.ok(!links.isBearer(bearer));
  assert.ok(links.isBearer(other.bearer), 'those of other links stay');
  assert.equal(log.filter((line) => line.includes('a login link was used a second time')).length, 1);
  assert.ok(!log.join('').includes(code) && !log.join('').includes(bearer));
  assert.equal(links.exchange(code), undefined, 'and a third use as well');
});

test('what is no code and no bearer is none [pages.link.code]', () => {
  const { links } = make();
  const { code, bearer } = signIn(links);
  for (const wrong of ['', ' ', code.slice(1), `${code}A`, code.toLowerCase(), bearer, 'x'.repeat(100_000), '\0']) {
    assert.equal(links.exchange(wrong), undefined);
  }
  for (const wrong of ['', code, bearer.slice(4), `${bearer} `, bearer.toUpperCase(), 'x'.repeat(100_000)]) {
    assert.ok(!links.isBearer(wrong), wrong.slice(0, 60));
  }
  assert.ok(links.isBearer(bearer));
});

test('a bearer ends after hours, by signing out, and when the clock is set back [pages.link.bearer-ends]', () => {
  const { links, pass } = make();
  const first = signIn(links);
  links.revoke('another');
  pass(8 * 3_600_000 - 1);
  assert.ok(links.isBearer(first.bearer));
  pass(1);
  assert.ok(!links.isBearer(first.bearer));
  const second = signIn(links);
  links.revoke(second.bearer);
  assert.ok(!links.isBearer(second.bearer));
  const third = signIn(links);
  pass(-61_000);
  assert.ok(!links.isBearer(third.bearer));
});

test('at most 64 codes and bearers are kept, the newest ones [pages.link.bounded]', () => {
  const { links } = make();
  const first = links.createCode();
  const signedIn = signIn(links);
  for (let at = 0; at < 64; at++) signIn(links);
  assert.equal(links.exchange(first.code), undefined);
  assert.ok(!links.isBearer(signedIn.bearer));
  const codes = Array.from({ length: 64 }, () => links.createCode().code);
  for (const code of codes) assert.ok(links.exchange(code));
});

test('the code is in the fragment, and via names a forwarded port [pages.link.fragment]', () => {
  assert.equal(loginUrl('http://127.0.0.1:4097', 'C0de'), 'http://127.0.0.1:4097/admin/mcp-logs.html#code=C0de');
  assert.equal(loginUrl('http://[::1]:4097', 'x', 8000), 'http://127.0.0.1:8000/admin/mcp-logs.html#code=x');
  assert.equal(loginUrl('https://127.0.0.1:4097', 'x', 443), 'https://127.0.0.1/admin/mcp-logs.html#code=x');
  assert.equal(new URL(loginUrl('http://127.0.0.1:1', 'x')).search, '');
});
