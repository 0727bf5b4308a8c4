import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { CURRENT, listCollection } from '../collection-files.ts';
import { readJsonFile } from '../drivers/durable-json-file.ts';
import { missingBefore, problemsOf, readGeneration } from '../generation-file.ts';
import { listQuarantine } from '../quarantine.ts';
import { journalFile, planReplay, snapshotFile } from '../replay-plan.ts';
import { parseMeta } from '../store-meta.ts';
import { listHome } from './list-home.ts';

/** One file of a data directory, as it was found. */
export interface FileVerdict {
  /** Path relative to the data directory. */
  readonly file: string;
  readonly records: number;
  readonly bytes: number;
  /** What is wrong, in words; empty when all is well. */
  readonly problems: string[];
}

export interface VerifyReport {
  /** True when no file has a problem. */
  readonly ok: boolean;
  readonly files: FileVerdict[];
}

/**
 * Reads every file of the store in `home` and says what is wrong; changes nothing.
 * @param durableBytes By file: how much of a journal that is being written counts; all of any other file.
 */
export async function verifyStore(
  home: string,
  durableBytes: ReadonlyMap<string, number> = new Map(),
): Promise<VerifyReport> {
  const { collections, documents, others } = await listHome(home);
  const files: FileVerdict[] = [];
  for (const name of documents) files.push(await verifyDocument(home, name));
  for (const name of collections) files.push(...(await verifyCollection(home, name, durableBytes)));
  for (const file of await listQuarantine(home)) {
    const { size } = await lstat(join(home, file));
    files.push({ file, records: 0, bytes: size, problems: ['was damaged and set aside; remove it when dealt with'] });
  }
  for (const entry of others) {
    if (!entry.isSymbolicLink()) continue;
    files.push({ file: entry.name, records: 0, bytes: 0, problems: ['is a symbolic link; the store follows none'] });
  }
  return { ok: files.every(({ problems }) => problems.length === 0), files };
}

async function verifyDocument(home: string, name: string): Promise<FileVerdict> {
  const path = join(home, name);
  const { size } = await lstat(path);
  const problems: string[] = [];
  try {
    const read = await readJsonFile(path);
    if (name === 'meta.json') parseMeta(read?.value, path);
  } catch (error) {
    problems.push(messageOf(error));
  }
  return { file: name, records: problems.length === 0 ? 1 : 0, bytes: size, problems };
}

async function verifyCollection(
  home: string,
  name: string,
  durableBytes: ReadonlyMap<string, number>,
): Promise<FileVerdict[]> {
  const directory = join(home, name);
  const listing = await listCollection(directory);
  const plan = planReplay(listing, false);
  const verdicts: FileVerdict[] = [];
  if (plan.problems.length > 0) {
    verdicts.push({ file: `${name}/${CURRENT}`, records: 0, bytes: 0, problems: [...plan.problems] });
  }
  const files = [...listing.snapshots.map(snapshotFile), ...listing.journals.map(journalFile)];
  let lastSeq: number | undefined;
  for (const planned of files) {
    const file = `${name}/${planned.name}`;
    try {
      const isLast = planned.kind === 'journal' && planned.generation === listing.journals.at(-1);
      const report = await readGeneration(join(directory, planned.name), planned, () => {}, durableBytes.get(file));
      const problems = problemsOf(report, isLast);
      const missing = planned.kind === 'journal' && problems.length === 0 ? missingBefore(report, lastSeq) : 0;
      if (missing > 0) problems.push(`${missing} records before it are missing`);
      if (planned.kind === 'journal') lastSeq = problems.length === 0 ? report.lastSeq : undefined;
      verdicts.push({ file, records: report.records, bytes: report.sizeBytes, problems });
    } catch (error) {
      lastSeq = undefined;
      verdicts.push({ file, records: 0, bytes: 0, problems: [messageOf(error)] });
    }
  }
  return verdicts;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
