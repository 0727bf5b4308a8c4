import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memory } from '../../../src/memories/memory-service.ts';
import { createMaintenance } from '../../../src/storage/create-maintenance.ts';
import { openBenchStore } from './open-notes.ts';

/**
 * `store-reader HOME parse|open|merge`, in a process of its own so that no other heap is in the way; prints JSON.
 * `parse`: JSON.parse of every line, which is what reading cannot do without; `open`: opening the store;
 * `merge`: the longest time the event loop stood still while it was idle and while a collection was merged.
 */
const [home, what] = process.argv.slice(2) as [string, string];
const PROBE_MS = 600;

async function parse(): Promise<object> {
  const directory = join(home, 'notes');
  const names = (await readdir(directory)).filter((name) => name.endsWith('.jsonl'));
  let bytes = 0;
  const lines: string[] = [];
  for (const name of names) {
    const file = await readFile(join(directory, name));
    bytes += file.length;
    // Each line a string of its own: a slice of the whole would be slower to parse.
    for (let start = 0; start < file.length; ) {
      const end = file.indexOf(0x0a, start);
      lines.push(file.toString('utf8', start + 9, end));
      start = end + 1;
    }
  }
  const kept: unknown[] = [];
  const start = performance.now();
  for (const line of lines) kept.push(JSON.parse(line));
  return { bytes, records: kept.length, ms: performance.now() - start };
}

async function open(): Promise<object> {
  const start = performance.now();
  const store = await openBenchStore(home);
  const notes = await store.collection<Memory>('notes');
  const ms = performance.now() - start;
  const report = { records: notes.size, ms, rssMb: process.memoryUsage.rss() / 1e6 };
  await store.close();
  return report;
}

async function merge(): Promise<object> {
  const store = await openBenchStore(home);
  const notes = await store.collection<Memory>('notes');
  const [key, note] = notes.entries().next().value as [string, Memory];
  let longest = 0;
  let last = performance.now();
  let done = false;
  const probe = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!done) setTimeout(probe, 0);
  };
  probe();
  await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
  longest = 0;
  await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
  const idleMs = longest;
  await notes.put(key, note);
  longest = 0;
  const start = performance.now();
  await createMaintenance(store).compact(new AbortController().signal);
  const report = { idleMs, longestMs: longest, ms: performance.now() - start };
  done = true;
  await store.close();
  return report;
}

const report = await (what === 'parse' ? parse() : what === 'open' ? open() : merge());
process.stdout.write(JSON.stringify(report));
