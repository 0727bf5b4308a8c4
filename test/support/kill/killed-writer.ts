import { openTestStore } from '../store.ts';
import { changeOf } from './writer-script.ts';

/**
 * `killed-writer HOME STEPS`: as many writers as STEPS (a JSON list of steps done) has numbers go on with their
 * script until the process is killed, while journals are merged all the time. Prints `writer step` for every step
 * that was acknowledged, `m` for every finished merge.
 */
const [home, done] = process.argv.slice(2) as [string, string];
const store = await openTestStore(home, { compactAfterBytes: 1, waitMs: 5000 });
const records = await store.collection<number>('records');
const { writer: journal } = await store.openCollection('records');
let base = journal.base;

async function write(writer: number, stepsDone: number): Promise<never> {
  for (let step = stepsDone + 1; ; step++) {
    const { key, value } = changeOf(writer, step);
    await records.update<void>(key, () =>
      value === undefined ? { action: 'delete', result: undefined } : { action: 'put', value, result: undefined },
    );
    process.stdout.write(`${writer} ${step}\n`);
    if (journal.base === base) continue;
    base = journal.base;
    process.stdout.write('m\n');
  }
}

await Promise.all((JSON.parse(done) as number[]).map((steps, writer) => write(writer, steps)));
