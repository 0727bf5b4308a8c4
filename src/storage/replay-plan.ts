import { type CollectionListing, journalName, snapshotName } from './collection-files.ts';

/** Which files make up a collection's state, in the order in which they are read. */
export interface ReplayPlan {
  /** The generation the state starts from. */
  readonly base: number;
  readonly files: readonly PlannedFile[];
  /** What is not as it should be, in words; empty when all is well. */
  readonly problems: readonly string[];
}

export interface PlannedFile {
  readonly name: string;
  readonly kind: 'snapshot' | 'journal';
  readonly generation: number;
}

/** The snapshot that starts `generation`. */
export const snapshotFile = (generation: number): PlannedFile => ({
  name: snapshotName(generation),
  kind: 'snapshot',
  generation,
});
/** The journal of `generation`. */
export const journalFile = (generation: number): PlannedFile => ({
  name: journalName(generation),
  kind: 'journal',
  generation,
});

/**
 * Plans from the generation `CURRENT` names: its snapshot (the first generation has none), then every journal from
 * it on. Without a usable `CURRENT` the newest snapshot is the start. When the snapshot is missing
 * or damaged, the older generations that are still there are read first, and what is good of the snapshot over them.
 */
export function planReplay(listing: CollectionListing, snapshotIsDamaged: boolean): ReplayPlan {
  const problems: string[] = [];
  const { snapshots, journals } = listing;
  const fallback = snapshots.at(-1) ?? journals[0] ?? 1;
  const base = listing.current ?? fallback;
  if (listing.current === null) problems.push(`CURRENT holds no generation; ${fallback} is used`);
  if (listing.current === undefined && snapshots.length > 0) problems.push(`CURRENT is missing; ${fallback} is used`);

  const hasSnapshot = snapshots.includes(base);
  const needsSnapshot = base > 1 && !hasSnapshot && listing.current !== undefined && listing.current !== null;
  if (needsSnapshot) problems.push(`${snapshotName(base)} is missing`);

  const files: PlannedFile[] = [];
  if (needsSnapshot || snapshotIsDamaged) {
    const older = snapshots.filter((generation) => generation < base).at(-1);
    if (older !== undefined) files.push(snapshotFile(older));
    for (const generation of journals) {
      if (generation >= (older ?? 1) && generation < base) files.push(journalFile(generation));
    }
  }
  if (hasSnapshot) files.push(snapshotFile(base));
  const live = journals.filter((generation) => generation >= base);
  for (const generation of live) files.push(journalFile(generation));
  const gap = live.findIndex((generation, index) => generation !== base + index);
  if (gap >= 0) problems.push(`${journalName(base + gap)} is missing`);
  return { base, files, problems };
}
