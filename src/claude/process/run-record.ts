import { isPid } from '../../storage/owner-note.ts';
import type { LaunchSpec } from './claude-process.ts';
import type { ProcessTable } from './process-table.ts';

/** `process.json` of a run: what another server needs to go on with its process. */
export interface RunRecord {
  readonly sessionId: string;
  readonly pid: number;
  /** As the process table tells it; with `bootId` it tells this process from any other with its pid. */
  readonly start: number;
  readonly bootId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** How its standard input is reached; through a `pipe` only by the server that started it. */
  readonly input: 'fifo' | 'pipe';
  /** Tells this run from every other one of the session. */
  readonly run: string;
  /** How often the output was cut. */
  readonly cuts: number;
  /** The output is being cut: when it no longer begins with these bytes, it has been. */
  readonly cutting?: { readonly headBytes: number; readonly headHash: string };
  readonly spec: LaunchSpec;
}

/** Returns the name of the output that is written now. */
export function streamOf({ sessionId, run, cuts }: Pick<RunRecord, 'sessionId' | 'run' | 'cuts'>): string {
  return `${sessionId}:${run}.${cuts}`;
}

/** Returns whether the process a record is about is alive, and not another one with its number. */
export async function isProcessOf(
  { bootId, pid, start }: Pick<RunRecord, 'bootId' | 'pid' | 'start'>,
  table: ProcessTable,
): Promise<boolean> {
  return bootId === (await table.bootId()) && (await table.startOf(pid)) === start;
}

/** @throws Error that says what is wrong with the record */
export function parseRunRecord(text: string, sessionId: string): RunRecord {
  const record = JSON.parse(text) as Partial<RunRecord> | null;
  if (typeof record !== 'object' || record === null) throw new Error('it holds no record');
  const { pid, start, bootId, startedAt, input, run, cuts, cutting, spec } = record;
  const isWhole =
    record.sessionId === sessionId &&
    isPid(pid) &&
    Number.isFinite(start) &&
    typeof bootId === 'string' &&
    Number.isFinite(startedAt) &&
    (input === 'fifo' || input === 'pipe') &&
    typeof run === 'string' &&
    Number.isSafeInteger(cuts) &&
    (cutting === undefined || (Number.isSafeInteger(cutting?.headBytes) && typeof cutting?.headHash === 'string')) &&
    isSpec(spec, sessionId);
  if (!isWhole) throw new Error('it does not say which process it is about, or how that was started');
  return record as RunRecord;
}

function isSpec(spec: Partial<LaunchSpec> | null | undefined, sessionId: string): boolean {
  return (
    typeof spec === 'object' &&
    spec !== null &&
    spec.sessionId === sessionId &&
    typeof spec.cwd === 'string' &&
    typeof spec.permissionMode === 'string' &&
    typeof spec.trusted === 'boolean' &&
    (spec.start === 'new' || spec.start === 'resume' || spec.start === 'fork')
  );
}
