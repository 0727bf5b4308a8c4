import { objectOf, type ReferenceFile, type ReferenceRecord, recordTime, stringOf } from './reference-reader.ts';
import type { ExpectedResponse, Tokens } from './truth.ts';

/** A response as one file tells it. */
export interface ReferenceResponse extends Omit<ExpectedResponse, 'sessionId' | 'slug'> {
  /** Its record names another session as the one it was given to. */
  readonly isCopy: boolean;
}

/** Returns the responses of one file in the order they begin; of each the last record counts. */
export function responsesOfRecords(records: readonly ReferenceRecord[]): ReferenceResponse[] {
  const responses = new Map<string, ReferenceResponse>();
  for (const [index, record] of records.entries()) {
    const response = responseOf(record, index);
    if (response !== undefined) responses.set(response.key, response);
  }
  return [...responses.values()];
}

/** Returns the responses of a tree, each once: where it is no copy, else in the file that was born first. */
export function responsesOfTree(files: readonly ReferenceFile[]): ExpectedResponse[] {
  const counted = new Map<string, { response: ReferenceResponse; file: ReferenceFile }>();
  for (const file of files) {
    for (const response of responsesOfRecords(file.records)) {
      const known = counted.get(response.key);
      const isBetter =
        known === undefined ||
        (known.response.isCopy && !response.isCopy) ||
        (known.response.isCopy === response.isCopy && file.bornAtMs < known.file.bornAtMs);
      if (isBetter) counted.set(response.key, { response, file });
    }
  }
  return [...counted.values()].map(({ response: { isCopy, ...response }, file: { sessionId, slug } }) => ({
    ...response,
    sessionId,
    slug,
  }));
}

/** `index`: names a response that has no other name. */
function responseOf(record: ReferenceRecord, index: number): ReferenceResponse | undefined {
  const message = record['type'] === 'assistant' ? objectOf(record['message']) : undefined;
  const usage = objectOf(message?.['usage']);
  const model = stringOf(message?.['model']) ?? 'unknown';
  if (message === undefined || usage === undefined || model === '<synthetic>') return undefined;
  const id = stringOf(message['id']);
  const session = record['sessionId'];
  const sources = [record['requestSessionId'], objectOf(record['forkedFrom'])?.['sessionId']];
  const fast = usage['speed'] === 'fast' ? '-fast' : '';
  const place = usage['inference_geo'] === 'us' ? '-us' : '';
  return {
    key: id === undefined ? `${stringOf(record['uuid']) ?? index}:` : `${id}:${stringOf(record['requestId']) ?? ''}`,
    at: recordTime(record) ?? 0,
    model: `${model}${fast}${place}`,
    tokens: tokensOf(usage),
    webSearches: countOf(objectOf(usage['server_tool_use'])?.['web_search_requests']),
    isCopy: sources.some((source) => stringOf(source) !== undefined && source !== session),
  };
}

function tokensOf(usage: ReferenceRecord): Tokens {
  const created = objectOf(usage['cache_creation']);
  const all = usage['cache_creation_input_tokens'];
  const hour = countOf(created?.['ephemeral_1h_input_tokens']);
  const short = countOf(created?.['ephemeral_5m_input_tokens']);
  // The total decides; where it is missing, its parts do.
  const total = all === undefined ? hour + short : countOf(all);
  const hourWithin = Math.min(hour, total);
  return {
    input: countOf(usage['input_tokens']),
    output: countOf(usage['output_tokens']),
    cache_read: countOf(usage['cache_read_input_tokens']),
    cache_write: total,
    cache_write_5m: total - hourWithin,
    cache_write_1h: hourWithin,
  };
}

/** What is no whole number that fits 32 bits counts as none. */
function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32 ? value : 0;
}
