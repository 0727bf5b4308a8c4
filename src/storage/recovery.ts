import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../core/logger.ts';
import { type CollectionListing, CURRENT, listCollection, writeCurrent } from './collection-files.ts';
import {
  cutTornTail,
  type GenerationReport,
  missingBefore,
  problemsOf,
  readGeneration,
  settle,
} from './generation-file.ts';
import type { HealthBoard } from './health-board.ts';
import { copyToQuarantine } from './quarantine.ts';
import { type PlannedFile, planReplay, type ReplayPlan } from './replay-plan.ts';
import { isRecord, type StoredLine } from './store-schema.ts';

/** A collection as it was found on disk. */
export interface Recovered<T> {
  readonly records: Map<string, T>;
  readonly lastSeq: number;
  /** The files whose replay gives `records`. */
  readonly files: readonly PlannedFile[];
  readonly base: number;
  /** Generation of the next journal. */
  readonly nextGeneration: number;
  readonly snapshotBytes: number;
  readonly journalBytes: number;
  /** Names of files whose damage is known and copied to `quarantine/`. */
  readonly damaged: ReadonlySet<string>;
}

export interface RecoveryContext {
  readonly home: string;
  readonly name: string;
  readonly health: HealthBoard;
  readonly logger: Logger;
}

/**
 * Reads a collection from disk and repairs what a crash can leave: unfinished temporary files, a torn last line, a
 * lost `CURRENT`. What is damaged is copied to `quarantine/` and reported; its intact lines are kept.
 */
export async function recoverCollection<T>(context: RecoveryContext): Promise<Recovered<T>> {
  const directory = join(context.home, context.name);
  const listing = await listCollection(directory);
  for (const leftover of listing.leftovers) await rm(join(directory, leftover), { force: true });

  let plan = planReplay(listing, false);
  let reading = await replay<T>(directory, plan);
  const baseReport = reading.reports.find(({ file }) => file.kind === 'snapshot');
  if (baseReport !== undefined && problemsOf(baseReport, false).length > 0) {
    plan = planReplay(listing, true);
    reading = await replay<T>(directory, plan);
  }
  for (const problem of plan.problems) context.health.report(context.name, problem);
  await repairCurrent(context, listing, plan);
  const damaged = await setDamageAside(context, reading.reports);
  const last = reading.reports.at(-1);
  if (last?.file.kind === 'journal') await finishLastJournal(context, last);

  const { snapshotBytes, journalBytes } = measure(reading.reports);
  return {
    records: reading.records,
    lastSeq: reading.lastSeq,
    files: plan.files,
    base: plan.base,
    nextGeneration: Math.max(plan.base - 1, ...listing.journals) + 1,
    snapshotBytes,
    journalBytes,
    damaged,
  };
}

async function replay<T>(
  directory: string,
  plan: ReplayPlan,
): Promise<{ records: Map<string, T>; reports: GenerationReport[]; lastSeq: number }> {
  const records = new Map<string, T>();
  const reports: GenerationReport[] = [];
  let lastSeq = 0;
  const apply = (lines: readonly StoredLine[]): void => {
    for (const line of lines) {
      if (!isRecord(line)) continue;
      if (line.o === 'put') records.set(line.k, line.v as T);
      else records.delete(line.k);
    }
  };
  for (const file of plan.files) {
    const report = await readGeneration(join(directory, file.name), file, apply);
    reports.push(report);
    lastSeq = Math.max(lastSeq, report.lastSeq);
  }
  return { records, reports, lastSeq };
}

async function repairCurrent(context: RecoveryContext, listing: CollectionListing, plan: ReplayPlan): Promise<void> {
  if (typeof listing.current === 'number' || plan.files.length === 0) return;
  const directory = join(context.home, context.name);
  if (listing.current === null) await copyToQuarantine(context.home, join(directory, CURRENT));
  await writeCurrent(directory, plan.base);
}

async function setDamageAside(context: RecoveryContext, reports: readonly GenerationReport[]): Promise<Set<string>> {
  const damaged = new Set<string>();
  let lastSeq: number | undefined;
  for (const [index, report] of reports.entries()) {
    const path = join(context.home, context.name, report.file.name);
    const problems = problemsOf(report, isLastJournal(reports, index));
    if (problems.length > 0) {
      damaged.add(report.file.name);
      const copy = await copyToQuarantine(context.home, path);
      context.health.report(`${context.name}/${report.file.name}`, `${problems.join('; ')}; a copy is in ${copy}`);
    }
    const missing = damaged.size === 0 ? missingBefore(report, lastSeq) : 0;
    if (missing > 0) {
      context.health.report(`${context.name}/${report.file.name}`, `${missing} records before it are missing`);
    }
    lastSeq = report.lastSeq > 0 ? report.lastSeq : lastSeq;
  }
  return damaged;
}

async function finishLastJournal(context: RecoveryContext, report: GenerationReport): Promise<void> {
  const path = join(context.home, context.name, report.file.name);
  if (report.torn === undefined) {
    if (report.sizeBytes > 0) await settle(path);
    return;
  }
  await cutTornTail(path, report.torn.offset);
  context.logger.warn('cut an unfinished last line, which was never acknowledged', {
    file: `${context.name}/${report.file.name}`,
    from_byte: report.torn.offset,
    bytes: report.torn.length,
  });
}

function isLastJournal(reports: readonly GenerationReport[], index: number): boolean {
  return index === reports.length - 1 && reports[index]?.file.kind === 'journal';
}

function measure(reports: readonly GenerationReport[]): { snapshotBytes: number; journalBytes: number } {
  let snapshotBytes = 0;
  let journalBytes = 0;
  for (const { file, sizeBytes } of reports) {
    if (file.kind === 'snapshot') snapshotBytes += sizeBytes;
    else journalBytes += sizeBytes;
  }
  return { snapshotBytes, journalBytes };
}
