import { relative } from 'node:path';
import { inspect } from 'node:util';
import { citedIds } from './coverage.ts';

/** What `node:test` says about one finished test, as far as Node 20, 22 and 24 agree. */
export interface TestReport {
  readonly name: string;
  readonly file?: string | undefined;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: {
    readonly duration_ms: number;
    readonly type?: string | undefined;
    readonly error?: unknown;
  };
}

export interface Failure {
  readonly title: string;
  readonly file: string;
  readonly text: string;
}

/** Gathers finished tests into counts, failures, skips, durations and cited ids. */
export class Outcome {
  passed = 0;
  readonly failures: Failure[] = [];
  readonly skips: string[] = [];
  readonly durations: { readonly title: string; readonly ms: number }[] = [];
  readonly passedIds = new Set<string>();
  readonly skippedIds = new Set<string>();
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Returns whether `report` is a test, not a group or a file. */
  pass(report: TestReport): boolean {
    if (isGroup(report)) return false;
    if (isMarked(report.skip) || isMarked(report.todo)) {
      const reason =
        [report.skip, report.todo].find((mark) => typeof mark === 'string' && mark !== '') ?? 'no reason given';
      this.skips.push(`${report.name} (${reason})`);
      // A todo is a promise not kept; a skip says why this machine cannot show it.
      if (isMarked(report.skip)) for (const id of citedIds(report.name)) this.skippedIds.add(id);
      return true;
    }
    this.passed++;
    this.durations.push({ title: report.name, ms: report.details.duration_ms });
    for (const id of citedIds(report.name)) this.passedIds.add(id);
    return true;
  }

  fail(report: TestReport): void {
    const error = report.details.error;
    if (failureType(error) === 'subtestsFailed') return;
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    this.failures.push({
      title: report.name,
      file: report.file === undefined ? '' : relative(this.#root, report.file),
      text: typeof cause === 'string' ? cause : inspect(cause, { depth: 6 }),
    });
  }
}

function isGroup(report: TestReport): boolean {
  // Node reports a file that ran without trouble as a test of its own name.
  return report.details.type === 'suite' || report.name === report.file || /\.test\.[jt]s$/.test(report.name);
}

function isMarked(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false;
}

function failureType(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'failureType' in error ? error.failureType : undefined;
}
