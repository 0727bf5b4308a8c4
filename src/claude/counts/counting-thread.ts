import { parentPort, workerData } from 'node:worker_threads';
import type { UsageQuery } from '../usage/usage.ts';
import { CountCache } from './count-cache.ts';
import { CountedFiles } from './counted-files.ts';
import type { CallMessage, CountingCalls, CountingSetup, ThreadMessage } from './counting-calls.ts';

/** What was counted is written so long after it was. */
const WRITE_AFTER_MS = 2_000;

const { root, cachePath, prices } = workerData as CountingSetup;
const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);
const cache = new CountCache({
  path: cachePath,
  root,
  warn: (log, fields) => tell({ log, level: 'warn', fields }),
});
const files = new CountedFiles({ root, cache, prices });
let writing: NodeJS.Timeout | undefined;

const calls: { [Call in keyof CountingCalls]: (args: never) => Promise<CountingCalls[Call]['result']> } = {
  async sync({ slug }: CountingCalls['sync']['args']) {
    await files.sync(slug);
    return files.takeChanges();
  },
  changes: async () => files.takeChanges(),
  count: (place: CountingCalls['count']['args']) => files.count(place),
  usage: (query: UsageQuery) => files.report(query),
  async flush() {
    cache.write();
    return undefined;
  },
};

parentPort?.on('message', ({ id, call, args }: CallMessage) => {
  calls[call](args as never).then(
    (result) => tell({ id, result }),
    (error: unknown) => tell({ id, error: error instanceof Error ? error.message : String(error) }),
  );
  if (writing === undefined && call !== 'flush') writing = setTimeout(writeSoon, WRITE_AFTER_MS);
});

function writeSoon(): void {
  writing = undefined;
  if (cache.isWorthWriting) cache.write();
}
