import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHost } from '../../../src/access/host.ts';
import type { AccessRules, RequestFacts } from '../../../src/access/request-facts.ts';
import { factsWith, outcomeOf, rulesWith } from './facts.ts';

type Case = readonly [what: string, facts: Partial<RequestFacts>, rules: Partial<AccessRules>, expected: string];

const PUBLIC = { publicUrl: new URL('https://code.example.com/mcp') };
const REFUSED = '403 forbidden';
const MALFORMED = '400 invalid';

const CASES: readonly Case[] = [
  ['the IPv4 loopback with our port', { hosts: ['127.0.0.1:4097'] }, {}, 'loopback'],
  ['localhost in any case', { hosts: ['LocalHost:4097'] }, {}, 'loopback'],
  ['the IPv6 loopback', { hosts: ['[::1]:4097'], localAddress: '::1' }, {}, 'loopback'],
  ['the default port left out', { hosts: ['localhost'], localPort: 80 }, {}, 'loopback'],
  ['the default port of https left out', { hosts: ['localhost'], localPort: 443, scheme: 'https' }, {}, 'loopback'],
  ['a loopback name with another port', { hosts: ['localhost:9000'] }, {}, 'forwarded'],
  ['a loopback name without our port', { hosts: ['localhost'] }, {}, 'forwarded'],
  ['localhost with a final dot', { hosts: ['localhost.:4097'] }, {}, REFUSED],
  ['a name that ends in localhost', { hosts: ['x.localhost:4097'] }, {}, REFUSED],
  ['another loopback address', { hosts: ['127.0.0.2:4097'] }, {}, REFUSED],
  ['a long form of the loopback', { hosts: ['[0:0:0:0:0:0:0:1]:4097'] }, {}, REFUSED],
  ['a decimal form of the loopback', { hosts: ['2130706433:4097'] }, {}, REFUSED],
  ['the literal address of the connection', { hosts: ['10.0.0.5:4097'], localAddress: '10.0.0.5' }, {}, 'named'],
  ['its mapped form', { hosts: ['10.0.0.5:4097'], localAddress: '::ffff:10.0.0.5' }, {}, 'named'],
  ['the literal address with another port', { hosts: ['10.0.0.5:1'], localAddress: '10.0.0.5' }, {}, REFUSED],
  ['a foreign name', { hosts: ['evil.example'] }, {}, REFUSED],
  ['a rebound name with our port', { hosts: ['evil.example:4097'] }, {}, REFUSED],
  ['the public host', { hosts: ['code.example.com'] }, PUBLIC, 'named'],
  ['the public host with its default port', { hosts: ['code.example.com:443'] }, PUBLIC, 'named'],
  ['the public host with another port', { hosts: ['code.example.com:8443'] }, PUBLIC, REFUSED],
  ['a name below the public host', { hosts: ['a.code.example.com'] }, PUBLIC, REFUSED],
  ['an allowed host with any port', { hosts: ['Dev.Box:1234'] }, { allowedHosts: ['dev.box'] }, 'named'],
  ['an allowed host and port', { hosts: ['dev.box:1234'] }, { allowedHosts: ['dev.box:1234'] }, 'named'],
  ['an allowed host with a wrong port', { hosts: ['dev.box:1'] }, { allowedHosts: ['dev.box:1234'] }, REFUSED],
  ['no Host', { hosts: [] }, {}, MALFORMED],
  ['two Hosts', { hosts: ['127.0.0.1:4097', 'evil.example'] }, {}, MALFORMED],
  ['two equal Hosts', { hosts: ['127.0.0.1:4097', '127.0.0.1:4097'] }, {}, MALFORMED],
  ['an empty Host', { hosts: [''] }, {}, MALFORMED],
  ['a Host with a user', { hosts: ['127.0.0.1:4097@evil.example'] }, {}, MALFORMED],
  ['a Host with a path', { hosts: ['127.0.0.1:4097/x'] }, {}, MALFORMED],
  ['a Host with a backslash', { hosts: ['127.0.0.1\\evil'] }, {}, MALFORMED],
  ['a port that is none', { hosts: ['127.0.0.1:port'] }, {}, MALFORMED],
  ['an absolute target of the same host', { target: 'http://127.0.0.1:4097/mcp' }, {}, 'loopback'],
  ['an absolute target of another host', { target: 'http://evil.example/mcp' }, {}, MALFORMED],
  ['an absolute target with a user', { target: 'http://127.0.0.1:4097@evil.example/' }, {}, MALFORMED],
];

for (const [what, facts, rules, expected] of CASES) {
  test(`Host: ${what} is ${expected}`, () => {
    assert.equal(
      outcomeOf(() => checkHost(factsWith(facts), rulesWith(rules))),
      expected,
    );
  });
}
