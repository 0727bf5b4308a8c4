import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOrigin } from '../../../src/access/origin.ts';
import type { AccessRules } from '../../../src/access/request-facts.ts';
import { factsWith, outcomeOf, rulesWith } from './facts.ts';

const ALLOWING: Partial<AccessRules> = {
  allowedOrigins: new Set(['https://app.example.com']),
  publicUrl: new URL('https://code.example.com/mcp'),
};
const REFUSED = '403 forbidden';

const CASES: readonly (readonly [origin: string | undefined, expected: string | undefined])[] = [
  [undefined, undefined],
  ['http://127.0.0.1:4097', 'http://127.0.0.1:4097'],
  ['https://app.example.com', 'https://app.example.com'],
  ['https://APP.example.com:443', 'https://app.example.com'],
  ['https://code.example.com', 'https://code.example.com'],
  ['null', REFUSED],
  ['', REFUSED],
  ['https://127.0.0.1:4097', REFUSED],
  ['http://127.0.0.1:4098', REFUSED],
  ['http://localhost:4097', REFUSED],
  ['http://app.example.com', REFUSED],
  ['https://app.example.com:8443', REFUSED],
  ['https://app.example.com.evil.example', REFUSED],
  ['https://evil.example', REFUSED],
  ['https://user@app.example.com', REFUSED],
  ['https://app.example.com/', REFUSED],
  ['file://app.example.com', REFUSED],
  ['chrome-extension://abcdef', REFUSED],
];

for (const [origin, expected] of CASES) {
  test(`Origin ${origin ?? 'absent'} gives ${expected ?? 'nothing'}`, () => {
    const headers = origin === undefined ? {} : { origin };
    assert.equal(
      outcomeOf(() => checkOrigin(factsWith({ headers }), rulesWith(ALLOWING))),
      expected,
    );
  });
}

test('two Origin headers are refused', () => {
  const facts = factsWith({ headers: { origin: ['http://127.0.0.1:4097', 'https://evil.example'] } });
  assert.equal(
    outcomeOf(() => checkOrigin(facts, rulesWith())),
    REFUSED,
  );
});
