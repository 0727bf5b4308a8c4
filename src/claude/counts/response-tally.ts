import type { Line } from '../lines/line.ts';
import type { LineShape } from '../lines/line-shape.ts';
import type { ResponseCut } from '../lines/response-cut.ts';
import { isText } from '../lines/skip-json.ts';
import { timeAt } from '../lines/time-at.ts';
import { type JsonRecord, timeOf, toRecord, toText } from '../transcripts/record-fields.ts';
import { SYNTHETIC_MODEL } from '../transcripts/synthetic-model.ts';
import { usedModel } from '../usage/used-model.ts';
import { ResponseKey } from './response-key.ts';
import type { PackedRows } from './response-rows.ts';
import { RowsBuilder } from './rows-builder.ts';
import { splitCacheWrite, usageNumbersOf } from './usage-numbers.ts';

const UNKNOWN = 'unknown';

/** The responses of one file, collected line by line: each once, as its last record tells it. */
export class ResponseTally {
  /** Tokens of the conversation as the model saw it last; undefined before a response and right after a compaction. */
  contextTokens: number | undefined;
  readonly #rows: RowsBuilder;
  readonly #key = new ResponseKey();
  #model = '';
  #modelIndex = -1;

  constructor(rows?: PackedRows, contextTokens?: number) {
    this.#rows = new RowsBuilder(rows);
    this.contextTokens = contextTokens;
  }

  /** Takes an assistant's record whose response was cut out of the line. */
  addCut(line: Line): void {
    const { bytes, shape, cut } = line;
    if (!cut.hasUsage || isText(bytes, shape.modelStart, shape.modelEnd, SYNTHETIC_MODEL)) return;
    const isPlain = shape.idEnd > shape.idStart && isPlainText(bytes, shape.idStart, shape.idEnd);
    if (!isPlain) {
      this.addRecord(line.record);
      return;
    }
    this.#key.take(bytes, shape.idStart, shape.idEnd, cut.requestIdStart, cut.requestIdEnd);
    const row = this.#rows.rowOf(this.#key);
    const columns = this.#rows.columns;
    const { cacheWrite5m, cacheWrite1h } = splitCacheWrite(cut.cacheWrite, cut.cacheWrite5m, cut.cacheWrite1h);
    columns.at[row] = cut.timeEnd > cut.timeStart ? timeAt(bytes, cut.timeStart, cut.timeEnd) || 0 : 0;
    columns.model[row] = this.#modelOf(bytes, shape, cut);
    columns.input[row] = cut.input;
    columns.output[row] = cut.output;
    columns.cacheRead[row] = cut.cacheRead;
    columns.cacheWrite5m[row] = cacheWrite5m;
    columns.cacheWrite1h[row] = cacheWrite1h;
    columns.webSearches[row] = cut.webSearches;
    columns.isCopy[row] = isFromAnother(bytes, cut) ? 1 : 0;
    if (!cut.isSidechain)
      this.contextTokens = contextOf(cut.input, cut.cacheRead, cacheWrite5m + cacheWrite1h, cut.output);
  }

  /** Takes a parsed record, whatever it is. */
  addRecord(record: JsonRecord | undefined): void {
    const message = record?.['type'] === 'assistant' ? toRecord(record['message']) : undefined;
    const usage = usageNumbersOf(message?.['usage']);
    if (record === undefined || message === undefined || usage === undefined) return;
    const name = toText(message['model']) ?? UNKNOWN;
    if (name === SYNTHETIC_MODEL) return;
    const { speed, inference_geo: geo } = toRecord(message['usage']) ?? {};
    const model = usedModel(name, speed, geo);
    this.#takeKey(record, message);
    const row = this.#rows.rowOf(this.#key);
    const columns = this.#rows.columns;
    columns.at[row] = timeOf(record) ?? 0;
    columns.model[row] = this.#rows.modelIndex(model);
    columns.input[row] = usage.input;
    columns.output[row] = usage.output;
    columns.cacheRead[row] = usage.cacheRead;
    columns.cacheWrite5m[row] = usage.cacheWrite5m;
    columns.cacheWrite1h[row] = usage.cacheWrite1h;
    columns.webSearches[row] = usage.webSearches;
    columns.isCopy[row] = isCopied(record) ? 1 : 0;
    if (record['isSidechain'] === true) return;
    const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
    this.contextTokens = contextOf(input, cacheRead, cacheWrite5m + cacheWrite1h, output);
  }

  /** The conversation was replaced by a summary: how long that is, the next response tells. */
  forgetContext(): void {
    this.contextTokens = undefined;
  }

  pack(): PackedRows {
    return this.#rows.pack();
  }

  /** A response without an id is known by its record. */
  #takeKey(record: JsonRecord, message: JsonRecord): void {
    const id = toText(message['id']);
    if (id !== undefined) this.#key.takeText(id, toText(record['requestId']) ?? '');
    else
      this.#key.takeText(
        toText(record['uuid']) ?? `${record['sessionId']} ${record['timestamp']} ${this.#rows.count}`,
        '',
      );
  }

  #modelOf(bytes: Buffer, { modelStart, modelEnd }: LineShape, { isFast, isUs }: ResponseCut): number {
    const isPlain = !isFast && !isUs;
    const isSame = this.#modelIndex >= 0 && isText(bytes, modelStart, modelEnd, this.#model);
    if (isSame && isPlain) return this.#modelIndex;
    const text = readText(bytes, modelStart, modelEnd);
    const name = usedModel(text === '' ? UNKNOWN : text, isFast ? 'fast' : undefined, isUs ? 'us' : undefined);
    const index = this.#rows.modelIndex(name);
    if (isPlain) {
      this.#modelIndex = index;
      this.#model = text;
    }
    return index;
  }
}

function contextOf(input: number, cacheRead: number, cacheWrite: number, output: number): number {
  return input + cacheRead + cacheWrite + output;
}

function isFromAnother(bytes: Buffer, { sourceStart, sourceEnd, sessionStart, sessionEnd }: ResponseCut): boolean {
  const length = sourceEnd - sourceStart;
  if (length <= 0) return false;
  if (sessionEnd - sessionStart !== length) return true;
  for (let index = 0; index < length; index += 1) {
    if (bytes[sourceStart + index] !== bytes[sessionStart + index]) return true;
  }
  return false;
}

function isCopied(record: JsonRecord): boolean {
  const session = record['sessionId'];
  const source = toText(record['requestSessionId']);
  const forkedFrom = toText(toRecord(record['forkedFrom'])?.['sessionId']);
  return (source !== undefined && source !== session) || (forkedFrom !== undefined && forkedFrom !== session);
}

function isPlainText(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 0x5c || byte >= 0x80) return false;
  }
  return true;
}

/** Returns a text of JSON that stands between two quotes. */
function readText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return '';
  }
}
