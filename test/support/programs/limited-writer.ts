import { rmSync } from 'node:fs';
import { compactStore, openTestStore } from '../store.ts';

/**
 * `limited-writer HOME [BALLAST]`: writes notes until a file may not grow any further (run it under `ulimit -f`, or
 * on a small file system that the file BALLAST fills), tries what must still work then, makes room, and prints what
 * happened as JSON.
 */
process.on('SIGXFSZ', () => {});
const store = await openTestStore(process.argv[2] as string);
const notes = await store.collection<string>('notes');
const acknowledged: Record<string, string> = {};
const put = async (key: string, value: string): Promise<unknown> => {
  try {
    await notes.put(key, value);
    acknowledged[key] = value;
    return undefined;
  } catch (error) {
    return error;
  }
};

let refusal: unknown;
for (let round = 0; refusal === undefined && round < 1000; round++) {
  refusal = await put(`k${round % 5}`, `${round} ${'x'.repeat(1000)}`);
}
const seenAfter = Object.fromEntries(notes.entries());

// Large enough to be on its way while the others are queued behind it.
const large = notes.update('large', () => ({ action: 'put', value: 'y'.repeat(300_000), result: 'large' }));
for (let tick = 0; tick < 10; tick++) await null;
const dependent = notes.update('large', (seen) => ({ action: 'put', value: `${seen?.length}`, result: 'dependent' }));
const kept = notes.update('large', (seen) => ({ action: 'keep', result: seen?.length }));
const independent = put('tiny', '!');
const outcomes = (await Promise.allSettled([large, dependent, kept])).map(({ status }) => status);
const tiny = await independent;
const largeAfter = notes.get('large');

if (process.argv[3] === undefined) await compactStore(store);
else rmSync(process.argv[3]);
const withRoom = await put('room again', 'z'.repeat(1000));
const health = store.health().state;
await store.close();
process.stdout.write(
  JSON.stringify({
    refusal: String(refusal),
    code: (refusal as { code?: unknown }).code,
    acknowledged,
    seenAfter,
    outcomes,
    tiny: String(tiny),
    largeAfter,
    withRoom: String(withRoom),
    health,
  }),
);
