import { openTestStore } from '../store.ts';

/** `turn-writer HOME NAME COUNT`: takes the store in turns with others, COUNT writes in all, each counted when acknowledged. */
const [home, name, count] = process.argv.slice(2) as [string, string, string];
const WRITES_A_TURN = 50;
let written = 0;
while (written < Number(count)) {
  const store = await openTestStore(home, { waitMs: 60_000 });
  const records = await store.collection<number>('records');
  for (let turn = 0; turn < WRITES_A_TURN && written < Number(count); turn++) {
    await Promise.all([
      records.put(`${name}/${written}`, written),
      records.update('total', (total = 0) => ({ action: 'put', value: total + 1, result: total })),
    ]);
    written += 1;
  }
  await store.close();
}
process.stdout.write(`${written}\n`);
