import { toRecord } from '../transcripts/record-fields.ts';
import type { PricedUse } from '../usage/prices.ts';

/** Numbers of tokens of one response, as its row keeps them. */
export type UsageNumbers = Omit<PricedUse, 'at'>;

const MAX_NUMBER = 2 ** 32 - 1;

/** Returns the numbers that the `usage` of a response tells; undefined when it is no object. */
export function usageNumbersOf(usage: unknown): UsageNumbers | undefined {
  const record = toRecord(usage);
  if (record === undefined) return undefined;
  const created = toRecord(record['cache_creation']);
  const total = record['cache_creation_input_tokens'];
  return {
    input: toCount(record['input_tokens']),
    output: toCount(record['output_tokens']),
    cacheRead: toCount(record['cache_read_input_tokens']),
    ...splitCacheWrite(
      total === undefined ? -1 : toCount(total),
      toCount(created?.['ephemeral_5m_input_tokens']),
      toCount(created?.['ephemeral_1h_input_tokens']),
    ),
    webSearches: toCount(toRecord(record['server_tool_use'])?.['web_search_requests']),
  };
}

/** Splits what was written to the cache (-1: only its parts are told) by how long it is kept. */
export function splitCacheWrite(
  total: number,
  fiveMinutes: number,
  oneHour: number,
): { cacheWrite5m: number; cacheWrite1h: number } {
  if (total < 0) return { cacheWrite5m: fiveMinutes, cacheWrite1h: oneHour };
  const hour = Math.min(oneHour, total);
  return { cacheWrite5m: total - hour, cacheWrite1h: hour };
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_NUMBER ? value : 0;
}
