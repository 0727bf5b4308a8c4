import type { FileCount } from '../../../src/claude/counts/file-count.ts';
import { viewRows } from '../../../src/claude/counts/response-rows.ts';
import { titleOf } from '../../../src/claude/transcripts/session-title.ts';
import { listingOfRecords } from '../corpus/reference-listing.ts';
import { parseRecords, type ReferenceRecord } from '../corpus/reference-reader.ts';
import { responsesOfRecords } from '../corpus/reference-usage.ts';

/** Returns in what a count differs from a plain reading of the same bytes, in words. */
export function countDifferences(count: FileCount, bytes: Buffer): string[] {
  const records = parseRecords(bytes);
  const { transcript, contextTokens } = count.figures;
  const { cwd, createdAt, updatedAt, messageCount, model, gitBranch, forkedFrom } = transcript;
  const title = titleOf(transcript.titles);
  const told = { title, cwd, createdAt, updatedAt, messageCount, model, gitBranch, forkedFrom, contextTokens };
  const wanted: Record<string, unknown> = { ...listingOfRecords(records) };
  const differences = Object.entries(told).flatMap(([name, value]) =>
    value === wanted[name] ? [] : [`${name}: ${value} instead of ${wanted[name]}`],
  );
  const rows = rowTexts(count);
  const responses = responseTexts(records);
  const at = Array.from({ length: Math.max(rows.length, responses.length) }).findIndex(
    (_, index) => rows[index] !== responses[index],
  );
  return at < 0 ? differences : [...differences, `response ${at}: ${rows[at]} instead of ${responses[at]}`];
}

function rowTexts({ figures }: FileCount): string[] {
  const rows = viewRows(figures.rows);
  return Array.from({ length: rows.count }, (_, row) =>
    [
      rows.at[row],
      rows.models[rows.model[row] ?? -1],
      rows.input[row],
      rows.output[row],
      rows.cacheRead[row],
      rows.cacheWrite5m[row],
      rows.cacheWrite1h[row],
      rows.webSearches[row],
      rows.isCopy[row] === 1,
    ].join(' '),
  );
}

function responseTexts(records: readonly ReferenceRecord[]): string[] {
  return responsesOfRecords(records).map(({ at, model, tokens, webSearches, isCopy }) =>
    [
      at,
      model,
      tokens.input,
      tokens.output,
      tokens.cache_read,
      tokens.cache_write_5m,
      tokens.cache_write_1h,
      webSearches,
      isCopy,
    ].join(' '),
  );
}
