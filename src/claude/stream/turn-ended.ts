import type { TokenUsage } from '../activity/activity.ts';
import { tokenUsageOf } from '../transcripts/parts-of-content.ts';
import { type JsonRecord, toNumber, toRecord, toText } from '../transcripts/record-fields.ts';
import type { TurnEnded } from './stream-signal.ts';

/** What earlier records of the turn said that its `result` leaves out. */
export interface TurnNotes {
  /** Cumulative costs at the end of the turn before; undefined when that is not known. */
  readonly costBefore: number | undefined;
  readonly wasInterrupted: boolean;
  readonly errorKind: string | undefined;
  readonly retryAtMs: number | undefined;
}

/** Reads a `result` record. */
export function toTurnEnded(record: JsonRecord, notes: TurnNotes): TurnEnded {
  const terminalReason = toText(record['terminal_reason']);
  const isError = record['is_error'] === true;
  const share = toRecord(record['model_usage_since_last_result']);
  const errors = Array.isArray(record['errors']) ? record['errors'].filter((text) => typeof text === 'string') : [];
  const uuid = toText(record['user_message_uuid']);
  return {
    kind: 'turn_ended',
    isOwnTurn: uuid === undefined && toRecord(record['origin']) !== undefined,
    isError,
    isAborted: terminalReason === undefined ? isError && notes.wasInterrupted : terminalReason.startsWith('aborted'),
    ...present('uuid', uuid),
    ...present('resultText', typeof record['result'] === 'string' ? record['result'] : undefined),
    ...present('apiErrorStatus', toNumber(record['api_error_status'])),
    ...present('apiErrorType', toText(record['api_error_type'])),
    ...present('apiError', toText(record['api_error'])),
    ...present('errorKind', isError ? notes.errorKind : undefined),
    ...present('subtype', toText(record['subtype'])),
    ...present('terminalReason', terminalReason),
    ...present('errors', errors.length > 0 ? errors : undefined),
    ...present('retryAtMs', isError ? notes.retryAtMs : undefined),
    ...present('usage', share === undefined ? tokenUsageOf(record['usage']) : sumUsage(share)),
    ...present('costUsd', share === undefined ? costSince(record, notes.costBefore) : sumCost(share)),
    ...present('durationMs', toNumber(record['duration_ms'])),
  };
}

/** Costs of the whole process so far, as a `result` record tells them. */
export function totalCostOf(record: JsonRecord): number | undefined {
  return toNumber(record['total_cost_usd']);
}

function costSince(record: JsonRecord, before: number | undefined): number | undefined {
  const total = totalCostOf(record);
  if (total === undefined || before === undefined) return undefined;
  return Math.max(0, total - before);
}

function sumUsage(models: JsonRecord): TokenUsage {
  const sum = (name: string): number =>
    Object.values(models).reduce<number>((total, model) => total + (toNumber(toRecord(model)?.[name]) ?? 0), 0);
  return {
    input: sum('inputTokens'),
    output: sum('outputTokens'),
    cache_read: sum('cacheReadInputTokens'),
    cache_write: sum('cacheCreationInputTokens'),
  };
}

function sumCost(models: JsonRecord): number {
  return Object.values(models).reduce<number>(
    (total, model) => total + (toNumber(toRecord(model)?.['costUSD']) ?? 0),
    0,
  );
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}
