import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { resolve } from 'node:path';
import { PROJECT_ROOT } from '../support/codez-process.ts';
import { type BenchRow, isReached } from './row.ts';

/** Each file measures one part and says what it should reach. */
const PARTS: Readonly<Record<string, () => Promise<{ rows: () => Promise<BenchRow[]> }>>> = {
  call: () => import('./call.bench.ts'),
  access: () => import('./access.bench.ts'),
  events: () => import('./events.bench.ts'),
  memory: () => import('./memory.bench.ts'),
  search: () => import('./search.bench.ts'),
  listing: () => import('./listing.bench.ts'),
  index: () => import('./index.bench.ts'),
  transcripts: () => import('./transcripts.bench.ts'),
  keys: () => import('./keys.bench.ts'),
  kill: () => import('./kill.bench.ts'),
  store: () => import('./store.bench.ts'),
  start: () => import('./start.bench.ts'),
  usage: () => import('./usage.bench.ts'),
  watch: () => import('./watch.bench.ts'),
  'access-log': () => import('./access-log.bench.ts'),
  'session-start': () => import('./session-start.bench.ts'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  process.stderr.write(`unknown part: ${unknown.join(', ')}; parts: ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}

const results: (BenchRow & { part: string; reached: boolean })[] = [];
for (const [part, load] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(part)) continue;
  process.stderr.write(`measuring ${part} ...\n`);
  const { rows } = await load();
  for (const row of await rows()) results.push({ part, ...row, reached: isReached(row) });
}

const machine = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', kernel: release() };
const folder = resolve(PROJECT_ROOT, 'dist', 'bench');
mkdirSync(folder, { recursive: true });
const report = { at: new Date().toISOString(), machine, rows: results };
writeFileSync(resolve(folder, 'results.json'), `${JSON.stringify(report, null, 2)}\n`);
const table = renderTable();
process.stdout.write(`${table}\n`);
if (wanted.length === 0) {
  const heading = '# Measured\n\nWritten by `npm run bench`: ratios to a limit measured in the same run.';
  const where = `Node ${machine.node}, ${machine.cores} cores, ${report.at.slice(0, 10)}.`;
  writeFileSync(resolve(PROJECT_ROOT, 'test', 'bench', 'RESULTS.md'), `${heading} ${where}\n\n${table}\n`);
}

function renderTable(): string {
  const lines = results.map(({ part, name, ratio, unit, target, details, reached }) => {
    const wantedText = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
    const shown = `${ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(2)}${unit === undefined ? '' : ` ${unit}`}`;
    return `| ${part} | ${name} | ${shown} | ${wantedText} | ${reached ? 'yes' : '**no**'} | ${details} |`;
  });
  return ['| part | what | measured | target | reached | details |', '|---|---|---|---|---|---|', ...lines].join('\n');
}
