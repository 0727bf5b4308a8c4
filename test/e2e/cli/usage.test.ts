import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, type Finished, runCodez } from '../../support/codez-process.ts';
import { sumResponses, totalOf } from '../../support/corpus/truth.ts';
import { writeCorpus } from '../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer } from '../../support/server.ts';
import { openTerminal } from '../../support/terminal.ts';

interface Report {
  readonly totals: { readonly messages: number; readonly cost_usd: number };
  readonly groups: readonly { readonly key: string; readonly messages: number; readonly cost_usd: number }[];
  readonly unpriced_models: readonly string[];
  readonly time_zone: string;
}

const BERLIN = 'Europe/Berlin';

function place(): { readonly folder: string; readonly env: NodeJS.ProcessEnv; readonly configDir: string } {
  const folder = scratchFolder('cz-');
  const configDir = join(folder, 'claude');
  return { folder, configDir, env: cleanEnvironment(folder, { CLAUDE_CONFIG_DIR: configDir, TZ: BERLIN }) };
}

async function usage(env: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<Finished> {
  return await runCodez(['usage', ...words], env);
}

async function json(env: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<Report> {
  const { code, stdout, stderr } = await usage(env, ...words, '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Report;
}

test('codez usage tells what a tree holds, to the token, in the days of this machine [cli.usage, cli.usage.zone]', async () => {
  const { env, configDir, folder } = place();
  const { truth } = writeCorpus({ configDir, bytes: 3e6, seed: 8 });
  const { responses } = truth;
  const days = sumResponses(responses, ({ at }) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: BERLIN, dateStyle: 'short' }).format(at),
  );
  const alone = await json(env, '--since', 'all');
  assert.equal(alone.time_zone, BERLIN);
  assert.deepEqual(
    alone.groups.map(({ key, messages }) => [key, messages]),
    [...days]
      .map(([key, { messages }]) => [key, messages])
      .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
  );
  assert.equal(alone.totals.messages, totalOf(responses).messages);

  const server = await startServer({ folder, env: { CLAUDE_CONFIG_DIR: configDir, TZ: BERLIN } });
  assert.deepEqual(await json(env, '--since', 'all'), alone);
  const { slug } = responses[0] ?? assert.fail();
  const ofProject = responses.filter((response) => response.slug === slug);
  const models = await json(env, '--by', 'model', '--since', 'all', '--project', slug);
  assert.deepEqual(
    new Map(models.groups.map(({ key, messages }) => [key, messages])),
    new Map([...sumResponses(ofProject, ({ model }) => model)].map(([key, { messages }]) => [key, messages])),
  );
  const utc = await json(env, '--since', 'all', '--time-zone', 'UTC');
  assert.equal(utc.time_zone, 'UTC');
  await server.stop();
});

test('the table names the sums, the date of the prices and what has no price [cli.usage.text]', async () => {
  const { env, configDir } = place();
  const { truth } = writeCorpus({ configDir, bytes: 1.5e6, seed: 10 });
  const { code, stdout, stderr } = await usage(env, '--by', 'model', '--since', 'all');
  assert.equal(code, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  assert.match(lines[0] ?? '', /^MODEL +RESPONSES /);
  assert.match(lines.at(-1) ?? '', new RegExp(`^total +${truth.responses.length} `));
  assert.equal(lines.length, 2 + new Set(truth.responses.map(({ model }) => model)).size);
  assert.match(stderr, /^List prices of \d{4}-\d\d-\d\d\.$/m);
  assert.match(stderr, /No price is known of claude-marsupial-9-20251015 .*"prices" of .*config\.json/);
  assert.ok(!stdout.includes('\u001b'));
  const sessions = await usage(env, '--by', 'session', '--since', 'all', '--limit', '3');
  assert.equal(sessions.stdout.trimEnd().split('\n').length, 5);
  assert.match(sessions.stderr, /There are more: --limit 12/);

  const terminal = openTerminal(['usage', '--since', 'all', '--by', 'project'], env, '/');
  assert.equal(await terminal.ended, 0);
  const shown = terminal
    .text()
    .split('\n')
    .filter((line) => line.includes('$'));
  assert.ok(shown.length > 3 && shown.every((line) => line.length <= 100), terminal.text());
});

test('where nothing was used it says so, and what is wrong is named [cli.usage.empty]', async () => {
  const { env, configDir } = place();
  const nothing = await usage(env);
  assert.deepEqual([nothing.code, nothing.stdout], [0, '']);
  assert.match(nothing.stderr, /Nothing was used in this time/);
  assert.deepEqual((await json(env)).groups, []);
  mkdirSync(join(configDir, 'projects'), { recursive: true });
  assert.match((await usage(env, '--since', 'all')).stderr, /^Nothing was used yet\./m);
  for (const [words, message] of [
    [['--since', 'soon'], /--since is "soon", which is no date/],
    [['--since', '2026-02-30'], /--since is .*, which is no date/],
    [['--by', 'week'], /week/],
    [['--time-zone', 'Mars/Olympus'], /--time-zone is "Mars\/Olympus", which is no time zone/],
    [['--limit', '0'], /--limit is "0"/],
  ] as const) {
    const { code, stderr } = await usage(env, ...words);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
  const unknown = await usage(env, '--project', '/nowhere');
  assert.deepEqual(
    [unknown.code, /No session has worked in \/nowhere/.test(unknown.stderr)],
    [3, true],
    unknown.stderr,
  );
});

test('own prices in config.json price what the list does not have [usage.prices.own]', async () => {
  const { env, configDir, folder } = place();
  const { truth } = writeCorpus({ configDir, bytes: 1.5e6, seed: 10 });
  const unknown = truth.responses.filter(({ model }) => model === 'claude-marsupial-9-20251015');
  assert.ok(unknown.length > 0);
  const costOf = async (): Promise<number | undefined> => {
    const { groups, unpriced_models: unpriced } = await json(env, '--by', 'model', '--since', 'all');
    assert.deepEqual(unpriced, prices === undefined ? ['claude-marsupial-9-20251015'] : []);
    return groups.find(({ key }) => key === 'claude-marsupial-9-20251015')?.cost_usd;
  };
  let prices: unknown;
  assert.equal(await costOf(), 0);
  const mine = { input: 1, output: 10, cache_read: 0.5, cache_write_5m: 2, cache_write_1h: 4 };
  prices = { 'claude-marsupial-9': mine };
  mkdirSync(join(folder, '.codez'), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, '.codez', 'config.json'), JSON.stringify({ prices }));
  const { tokens } = totalOf(unknown);
  const searches = unknown.reduce((sum, { webSearches }) => sum + webSearches, 0);
  const expected =
    (tokens.input +
      tokens.output * 10 +
      tokens.cache_read / 2 +
      tokens.cache_write_5m * 2 +
      tokens.cache_write_1h * 4) /
      1e6 +
    searches / 100;
  assert.ok(Math.abs(((await costOf()) ?? 0) - expected) < 2e-6);
  writeFileSync(join(folder, '.codez', 'config.json'), JSON.stringify({ prices: { x: { ...mine, input: 'a' } } }));
  const refused = await usage(env);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /"prices" in .*config\.json must be .*: x\.input is "a"/);
});
