import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cutBytes, cutLines, flipBitInLine } from '../../support/damage.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { compactStore, withStore } from '../../support/store.ts';

export type Notes = Record<string, number>;

/** Keys a1 to a5 in journal 1, b1 to b5 in journal 2, which also deletes a5 and changes a1. */
export async function twoJournals(): Promise<string> {
  const home = scratchFolder();
  await write(home, async (put) => {
    for (let index = 1; index <= 5; index++) await put(`a${index}`, index);
  });
  await write(home, async (put) => {
    for (let index = 1; index <= 5; index++) await put(`b${index}`, index);
    await put('a5', undefined);
    await put('a1', 11);
  });
  return home;
}

export const TWO_JOURNALS: Notes = { a1: 11, a2: 2, a3: 3, a4: 4, b1: 1, b2: 2, b3: 3, b4: 4, b5: 5 };

/** The same in snapshot 3, with the generation before kept, and c1 in journal 3. */
async function withSnapshot(): Promise<string> {
  const home = await twoJournals();
  await withStore(home, (store) => compactStore(store));
  await write(home, (put) => put('c1', 1));
  return home;
}

export const WITH_SNAPSHOT: Notes = { ...TWO_JOURNALS, c1: 1 };

/** Opens the store, changes its notes (`undefined` deletes) and closes it. */
export async function write(
  home: string,
  use: (put: (key: string, value: number | undefined) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  await withStore(home, async (store) => {
    const notes = await store.collection<number>('notes');
    await use((key, value) => (value === undefined ? notes.delete(key) : notes.put(key, value)));
  });
}

/** Path of a file of the notes. */
export const file = (home: string, name: string): string => join(home, 'notes', name);
const without = (notes: Notes, ...keys: string[]): Notes =>
  Object.fromEntries(Object.entries(notes).filter(([key]) => !keys.includes(key)));

/** One way a file can be damaged, and what must come of it. */
export interface Damage {
  readonly title: string;
  readonly make: () => Promise<string>;
  readonly damage: (home: string) => void;
  /** The file that is set aside; none when there is nothing left of it. */
  readonly aside?: string;
  readonly problem: RegExp;
  readonly notes: Notes;
}

export const DAMAGES: readonly Damage[] = [
  {
    title: 'a flipped bit in the middle of the last journal',
    make: twoJournals,
    damage: (home) => flipBitInLine(file(home, 'journal-2.jsonl'), 3),
    aside: 'journal-2.jsonl',
    problem: /journal-2\.jsonl: bytes \d+ to \d+ do not carry their checksum; a copy is in quarantine\//,
    notes: without(TWO_JOURNALS, 'b3'),
  },
  {
    title: 'a flipped bit in the last, complete line',
    make: twoJournals,
    damage: (home) => flipBitInLine(file(home, 'journal-2.jsonl'), 7),
    aside: 'journal-2.jsonl',
    problem: /do not carry their checksum/,
    notes: { ...TWO_JOURNALS, a1: 1 },
  },
  {
    title: 'a flipped bit in a sealed journal',
    make: twoJournals,
    damage: (home) => flipBitInLine(file(home, 'journal-1.jsonl'), 2),
    aside: 'journal-1.jsonl',
    problem: /journal-1\.jsonl: bytes/,
    notes: without(TWO_JOURNALS, 'a2'),
  },
  {
    title: 'a flipped bit in the header',
    make: twoJournals,
    damage: (home) => flipBitInLine(file(home, 'journal-1.jsonl'), 0),
    aside: 'journal-1.jsonl',
    problem: /journal-1\.jsonl: bytes 0 to/,
    notes: TWO_JOURNALS,
  },
  {
    title: 'an unfinished line in a sealed journal',
    make: twoJournals,
    damage: (home) => cutBytes(file(home, 'journal-1.jsonl'), 10),
    aside: 'journal-1.jsonl',
    problem: /the last line is unfinished/,
    notes: TWO_JOURNALS,
  },
  {
    title: 'a sealed journal that lost whole lines',
    make: twoJournals,
    damage: (home) => cutLines(file(home, 'journal-1.jsonl'), 2),
    problem: /journal-2\.jsonl: 2 records before it are missing/,
    notes: without(TWO_JOURNALS, 'a4'),
  },
  {
    title: 'a sealed journal that is gone',
    make: twoJournals,
    damage: (home) => rmSync(file(home, 'journal-1.jsonl')),
    problem: /journal-1\.jsonl is missing/,
    notes: without(TWO_JOURNALS, 'a2', 'a3', 'a4'),
  },
  {
    title: 'an empty snapshot',
    make: withSnapshot,
    damage: (home) => truncateSync(file(home, 'snapshot-3.jsonl'), 0),
    aside: 'snapshot-3.jsonl',
    problem: /snapshot-3\.jsonl: the end is missing/,
    notes: WITH_SNAPSHOT,
  },
  {
    title: 'a snapshot cut in a line',
    make: withSnapshot,
    damage: (home) => cutBytes(file(home, 'snapshot-3.jsonl'), 100),
    aside: 'snapshot-3.jsonl',
    problem: /the last line is unfinished .*the end is missing/,
    notes: WITH_SNAPSHOT,
  },
  {
    title: 'a snapshot cut between lines',
    make: withSnapshot,
    damage: (home) => cutLines(file(home, 'snapshot-3.jsonl'), 3),
    aside: 'snapshot-3.jsonl',
    problem: /the end is missing/,
    notes: WITH_SNAPSHOT,
  },
  {
    title: 'a flipped bit in a snapshot',
    make: withSnapshot,
    damage: (home) => flipBitInLine(file(home, 'snapshot-3.jsonl'), 2),
    aside: 'snapshot-3.jsonl',
    problem: /8 of 9 records are there/,
    notes: WITH_SNAPSHOT,
  },
  {
    title: 'a snapshot that is gone',
    make: withSnapshot,
    damage: (home) => rmSync(file(home, 'snapshot-3.jsonl')),
    problem: /snapshot-3\.jsonl is missing/,
    notes: WITH_SNAPSHOT,
  },
  {
    title: 'a snapshot cut between lines, with no older generation left',
    make: async () => {
      const home = await withSnapshot();
      rmSync(file(home, 'journal-1.jsonl'));
      rmSync(file(home, 'journal-2.jsonl'));
      return home;
    },
    damage: (home) => cutLines(file(home, 'snapshot-3.jsonl'), 3),
    aside: 'snapshot-3.jsonl',
    problem: /the end is missing/,
    notes: without(WITH_SNAPSHOT, 'b4', 'b5'),
  },
  {
    title: 'a CURRENT that is gone',
    make: withSnapshot,
    damage: (home) => rmSync(file(home, 'CURRENT')),
    problem: /CURRENT is missing; 3 is used/,
    notes: WITH_SNAPSHOT,
  },
  {
    title: 'a CURRENT that holds no number',
    make: withSnapshot,
    damage: (home) => writeFileSync(file(home, 'CURRENT'), 'three\n'),
    problem: /CURRENT holds no generation; 3 is used/,
    notes: WITH_SNAPSHOT,
  },
];
