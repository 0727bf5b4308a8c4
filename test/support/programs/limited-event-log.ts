import { numbered, numbersOf, openTestLog, readAll, settled } from '../events/event-log.ts';

/**
 * `limited-event-log HOME`: appends events where a file may not grow any further (run it under `ulimit -f`) until the
 * log says so, goes on, begins to write again when the limit is lifted by another segment, and prints what it saw.
 */
process.on('SIGXFSZ', () => {});
const log = await openTestLog(process.argv[2] as string, { retryAfterMs: 10 });
const from = log.head();
let number = 0;
let problem: string | undefined;
while (problem === undefined && number < 1000) {
  log.append([numbered(++number, 'a', 'x'.repeat(1000))]);
  await settled(log);
  problem = log.status().problem;
}
const failedAt = number;
log.append([numbered(++number)]);
await settled(log);
const types = new Set(['message.delta'] as const);
const seen = numbersOf(await readAll(log, from, { types }));
// A new segment has room again: it is begun with the next attempt.
while (log.status().problem !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
log.append([numbered(++number)]);
await settled(log);
await log.close();
const again = await openTestLog(process.argv[2] as string);
const page = await readAll(again, from, { types });
await again.close();
process.stdout.write(JSON.stringify({ problem, failedAt, number, seen, kept: numbersOf(page), gap: page.gap }));
