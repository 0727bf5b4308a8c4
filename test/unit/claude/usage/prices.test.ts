import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPrices, type PricedUse } from '../../../../src/claude/usage/prices.ts';
import { parseUsedModel, usedModel } from '../../../../src/claude/usage/used-model.ts';

const NOTHING: PricedUse = {
  at: Date.UTC(2026, 10, 1),
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  webSearches: 0,
};
/** A prompt of 100,000 tokens: short for every model. */
const EACH: PricedUse = { ...NOTHING, input: 25_000, cacheRead: 25_000, cacheWrite5m: 25_000, cacheWrite1h: 25_000 };

function cost(model: string, use: Partial<PricedUse>, own = {}): number | undefined {
  const found = createPrices(own).find(model)?.({ ...NOTHING, ...use });
  return found === undefined ? undefined : Math.round(found * 1e9) / 1e9;
}

/** Model: a million tokens put out, and a fortieth of a million of each kind put in. */
const LISTED: readonly (readonly [model: string, output: number, prompt: number])[] = [
  ['claude-fable-5-2', 40, (8 + 0.2 + 10 + 16) / 40],
  ['claude-fable-5-1', 50, (10 + 0.25 + 12.5 + 20) / 40],
  ['claude-fable-5', 50, (10 + 1 + 12.5 + 20) / 40],
  ['claude-opus-5-5', 20, (4 + 0.2 + 5 + 8) / 40],
  ['claude-opus-5', 25, (5 + 0.5 + 6.25 + 10) / 40],
  ['claude-opus-4-8', 25, (5 + 0.5 + 6.25 + 10) / 40],
  ['claude-opus-4-5-20251101', 25, (5 + 0.5 + 6.25 + 10) / 40],
  ['claude-opus-4-1-20250805', 75, (15 + 1.5 + 18.75 + 30) / 40],
  ['claude-opus-4-20250514', 75, (15 + 1.5 + 18.75 + 30) / 40],
  ['claude-sonnet-5-5', 10, (2 + 0.1 + 2.5 + 4) / 40],
  ['claude-sonnet-5', 10, (2 + 0.2 + 2.5 + 4) / 40],
  ['claude-sonnet-4-6', 15, (3 + 0.3 + 3.75 + 6) / 40],
  ['claude-sonnet-4-5-20250929', 15, (3 + 0.3 + 3.75 + 6) / 40],
  ['claude-sonnet-4-20250514', 15, (3 + 0.3 + 3.75 + 6) / 40],
  ['claude-haiku-5-5', 0.5, (0.1 + 0.01 + 0.125 + 0.2) / 40],
  ['claude-haiku-4-5-20251001', 5, (1 + 0.1 + 1.25 + 2) / 40],
  ['claude-3-7-sonnet-20250219', 15, (3 + 0.3 + 3.75 + 6) / 40],
  ['claude-3-5-haiku-20241022', 4, (0.8 + 0.08 + 1 + 1.6) / 40],
];

test('each model costs what its list says, for input, output and each use of the cache [usage.prices]', () => {
  for (const [model, output, prompt] of LISTED) {
    assert.equal(cost(model, { output: 1_000_000 }), output, model);
    assert.equal(cost(model, EACH), Math.round(prompt * 1e9) / 1e9, model);
  }
});

test('a model costs the same under every name that platforms give it [usage.prices.names]', () => {
  const names = [
    ['claude-sonnet-4-5', 15],
    ['claude-sonnet-4-5-20250929', 15],
    ['claude-sonnet-4-5@20250929', 15],
    ['claude-sonnet-4-5@default', 15],
    ['claude-sonnet-4-5-20250929[1m]', 15],
    ['anthropic/claude-sonnet-4-5', 15],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 15],
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 15],
    ['claude-3-5-sonnet-v2@20241022', 15],
    ['claude-3-5-haiku-latest', 4],
    ['claude-opus-4-0', 75],
    ['anthropic.claude-opus-4-6-v1', 25],
    // An inference profile of one region costs a tenth more, since Sonnet 4.5.
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 16.5],
    ['arn:aws:bedrock:eu-west-1:1234:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0', 5.5],
    ['us.anthropic.claude-sonnet-4-20250514-v1:0', 15],
  ] as const;
  for (const [name, usd] of names) assert.equal(cost(name, { output: 1_000_000 }), usd, name);
});

test('a model that is not listed has no price, however alike its name is [usage.prices.unknown]', () => {
  const unknown = [
    'claude-opus-4-55',
    'claude-opus-4-80',
    'claude-opus-4-9',
    'claude-sonnet-5-6',
    'claude-haiku-6',
    'claude',
    'opus',
    '',
    '<synthetic>',
    'gpt-5',
    'constructor',
    '__proto__',
    'my-claude-opus-4-8',
    'claude-opus-4-8-preview',
    'arn:aws:bedrock:us-east-1:1234:application-inference-profile/abcdef',
    'claude-haiku-4-5-20251001-fast',
  ];
  for (const name of unknown) assert.equal(createPrices().find(name), undefined, name);
});

test('long prompts, fast mode, one region and web searches have their own price, at their time [usage.prices.modes]', () => {
  const before = { at: Date.UTC(2026, 2, 12), input: 200_001, output: 1000 };
  assert.equal(cost('claude-sonnet-4-6', { ...before, input: 200_000 }), 0.615);
  assert.equal(cost('claude-sonnet-4-6', before), 1.222506);
  assert.equal(cost('claude-sonnet-4-6', { ...before, input: 1, cacheRead: 200_000 }), 0.142506);
  assert.equal(cost('claude-sonnet-4-6', { ...before, at: Date.UTC(2026, 2, 13) }), 0.615003);
  assert.equal(cost('claude-haiku-5-5', { input: 100_001, output: 1_000_000 }), 2.5500005);
  assert.equal(cost('claude-sonnet-5-5', { at: Date.UTC(2026, 9, 6), cacheRead: 1_000_000 }), 0.2);
  assert.equal(cost('claude-opus-4-8-fast', { input: 1_000_000 }), 10);
  assert.equal(cost('claude-opus-4-6-fast', { input: 100_000, output: 1_000_000 }), 153);
  assert.equal(cost('claude-opus-4-8-us', { output: 1_000_000 }), 27.5);
  assert.equal(cost('claude-opus-4-8-fast-us', { output: 1_000_000 }), 55);
  assert.equal(cost('claude-opus-4-8', { webSearches: 3 }), 0.03);
});

test('own prices go before the list and price what it does not have [usage.prices.own]', () => {
  const mine = { input: 1, output: 2, cache_read: 3, cache_write_5m: 4, cache_write_1h: 5 };
  const all = { input: 1e6, output: 1e6, cacheRead: 1e6, cacheWrite5m: 1e6, cacheWrite1h: 1e6 };
  assert.equal(cost('claude-next-9', all, { 'claude-next-9': mine }), 15);
  assert.equal(cost('claude-next-9-20270101', all, { 'claude-next-9': mine }), 15);
  assert.equal(cost('claude-opus-4-8', all, { 'claude-opus-4-8': mine }), 15);
  assert.equal(cost('claude-opus-4-8-fast', all, { 'claude-opus-4-8': mine }), 30);
  assert.equal(cost('claude-next-9-fast', all, { 'claude-next-9': mine }), undefined);
  assert.equal(cost('claude-next-9-fast', all, { 'claude-next-9-fast': mine }), 15);
  assert.equal(cost('claude-opus-4-80', all, { 'claude-opus-4-8': mine }), undefined);
});

test('what is counted names the mode it ran in [usage.prices.modes]', () => {
  assert.equal(usedModel('claude-opus-5', 'standard', 'not_available'), 'claude-opus-5');
  assert.equal(usedModel('claude-opus-5', 'fast', undefined), 'claude-opus-5-fast');
  assert.equal(usedModel('claude-opus-5', 'fast', 'us'), 'claude-opus-5-fast-us');
  assert.deepEqual(parseUsedModel('us.anthropic.claude-opus-5-v1:0'), {
    model: 'claude-opus-5',
    isFast: false,
    isRegional: true,
  });
});
