import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoteUntrusted } from '../../../src/mcp/quote-untrusted.ts';

for (const [text, shown] of [
  ['plain text, ünïcode, 日本語, 🙂', 'plain text, ünïcode, 日本語, 🙂'],
  ['a\nb\tc\u0007', 'a\\u{a}b\\u{9}c\\u{7}'],
  ['x\u202Egnp.exe\u2066', 'x\\u{202e}gnp.exe\\u{2066}'],
  ['zero\u200Bwidth\uFEFF', 'zero\\u{200b}width\\u{feff}'],
  ['lines\u2028and\u2029', 'lines\\u{2028}and\\u{2029}'],
  ['blank\u00A0s\u3000\u3164', 'blank\\u{a0}s\\u{3000}\\u{3164}'],
  ['tag\u{E0041}', 'tag\\u{e0041}'],
  ['half\uD83D', 'half\\u{d83d}'],
] as const) {
  test(`what cannot be seen is shown: ${JSON.stringify(text)} [sessions.elicitation.accept]`, () => {
    assert.equal(quoteUntrusted(text, 1000), shown);
  });
}

test('a long text is cut between characters, and says so', () => {
  assert.equal(quoteUntrusted('x'.repeat(10), 10), 'x'.repeat(10));
  assert.equal(quoteUntrusted(`${'x'.repeat(9)}🙂y`, 10), `${'x'.repeat(9)}… (cut, 3 more characters)`);
});
