import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeAnswer } from '../../../../src/mcp/oauth-client/authorization-answer.ts';
import { parsePastedAddress } from '../../../../src/mcp/oauth-client/pasted-address.ts';
import { isResourceOf } from '../../../../src/mcp/oauth-client/protected-resource.ts';

const ISSUER = 'https://auth.example.test';
const expected = { state: 'S', issuer: ISSUER, namesItself: true };
const quiet = { ...expected, namesItself: false };

test('an answer counts with the right state, the right issuer and a code [cli.login.state, cli.login.iss]', () => {
  const iss = `iss=${encodeURIComponent(ISSUER)}`;
  const table: [string, typeof expected, 'code' | 'refused' | 'foreign'][] = [
    [`code=c&state=S&${iss}`, expected, 'code'],
    ['code=c&state=S', quiet, 'code'],
    [`code=c&state=S&${iss}`, quiet, 'code'],
    ['code=c&state=S', expected, 'refused'],
    [`code=c&state=S&${iss}%2F`, expected, 'refused'],
    ['code=c&state=S&iss=https%3A%2F%2Fevil.test', quiet, 'refused'],
    ['code=c&state=S&iss=', quiet, 'refused'],
    ['error=access_denied&state=S', quiet, 'refused'],
    ['error=access_denied&code=c&state=S', quiet, 'refused'],
    ['state=S', quiet, 'refused'],
    ['code=&state=S', quiet, 'refused'],
    ['code=c&state=s', quiet, 'foreign'],
    ['code=c&state=', quiet, 'foreign'],
    ['code=c', quiet, 'foreign'],
    ['', quiet, 'foreign'],
    ['code=c&state=SS', quiet, 'foreign'],
    ['code=c&state=S&state=S', quiet, 'foreign'],
    ['code=c&code=d&state=S', quiet, 'foreign'],
    ['code=c&state=S&error=x&error=y', quiet, 'foreign'],
    [`code=c&state=S&${iss}&${iss}`, expected, 'foreign'],
    ['error=access_denied', quiet, 'foreign'],
  ];
  for (const [query, wanted, kind] of table) {
    assert.equal(judgeAnswer(new URLSearchParams(query), wanted).kind, kind, query);
  }
});

test('a pasted address is the redirect address, whatever came with it from the terminal [cli.login.paste.refused]', () => {
  const redirect = 'http://127.0.0.1:5000/callback';
  const taken = [
    `${redirect}?code=c&state=S`,
    `  ${redirect}?code=c\n  &state=S  `,
    `"${redirect}?code=c&state=S"`,
    `<${redirect}?code=c&state=S>`,
    `${redirect}?code=c&state=S#fragment`,
  ];
  for (const line of taken) assert.equal(parsePastedAddress(line, redirect)?.get('code'), 'c', line);
  const refused = ['', 'c', 'code=c&state=S', `https${redirect.slice(4)}?code=c`, `${redirect}/x?code=c`];
  const others = ['http://127.0.0.1:5001/callback?code=c', 'http://localhost:5000/callback?code=c'];
  for (const line of [...refused, ...others]) assert.equal(parsePastedAddress(line, redirect), undefined, line);
});

test('a resource is that of a server when it is its origin or its address [cli.login.resource]', () => {
  const url = new URL('https://code.example.test/mcp');
  const own = ['https://code.example.test', 'https://code.example.test/', 'https://code.example.test/mcp'];
  for (const resource of [...own, 'https://CODE.example.test:443/mcp/'])
    assert.ok(isResourceOf(resource, url), resource);
  const foreign = [
    'http://code.example.test/mcp',
    'https://code.example.test:8443/mcp',
    'https://example.test/mcp',
    'https://code.example.test.evil.test/mcp',
    'https://code.example.test/mcp/more',
    'https://code.example.test/mc',
    'https://code.example.test/mcp?x=1',
    'https://user@code.example.test/mcp',
    'code.example.test/mcp',
    '',
  ];
  for (const resource of foreign) assert.ok(!isResourceOf(resource, url), resource);
});
