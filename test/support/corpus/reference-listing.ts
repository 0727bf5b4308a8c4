import { objectOf, type ReferenceRecord, recordTime, stringOf } from './reference-reader.ts';
import { responsesOfRecords } from './reference-usage.ts';

/** What plain reading makes of a session's own file; times are milliseconds since the epoch. */
export interface ReferenceListing {
  readonly title: string;
  readonly cwd: string | undefined;
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
  readonly messageCount: number;
  readonly model: string | undefined;
  readonly gitBranch: string | undefined;
  readonly forkedFrom: string | undefined;
  readonly contextTokens: number | undefined;
}

const TAGS = /<(system-reminder|ide_[a-z_]+|local-command-caveat)>[\s\S]*?<\/\1>/g;
const OWN_TAGS = ['task-notification', 'local-command-stdout', 'local-command-stderr', 'local-command-caveat'];
const OWN_STARTS = [...OWN_TAGS, 'bash-stdout', 'bash-stderr'].map((tag) => `<${tag}>`);

/** Returns what a list shows of the session whose records these are. */
export function listingOfRecords(all: readonly ReferenceRecord[]): ReferenceListing {
  const records = all.map(withQueuedPrompt);
  const words = records.filter((record) => isWordRecord(record) && record['isSidechain'] !== true);
  const timed = words.filter((record) => recordTime(record) !== undefined);
  const head = all.find((record) => stringOf(record['cwd']) !== undefined && !isTitle(record));
  const branch = timed
    .map((record) => stringOf(record['gitBranch']))
    .filter((name) => name !== undefined)
    .at(-1);
  const answers = words.filter((record) => record['type'] === 'assistant');
  const shown = answers.filter((record) => partCount(record) > 0);
  const model = answers
    .map((record) => stringOf(objectOf(record['message'])?.['model']))
    .filter((name) => name !== undefined && name !== '<synthetic>')
    .at(-1);
  return {
    title: titleOf(records, words),
    cwd: stringOf(head?.['cwd']),
    createdAt: head === undefined ? undefined : recordTime(head),
    updatedAt: timed.length === 0 ? undefined : recordTime(timed.at(-1) ?? {}),
    messageCount: countMessages(words),
    model,
    gitBranch: branch === 'HEAD' ? undefined : branch,
    forkedFrom: stringOf(objectOf(head?.['forkedFrom'])?.['sessionId']) ?? foreign(shown[0]),
    contextTokens: contextOf(records),
  };
}

/** A prompt that was taken into a running turn is an attachment; here it becomes a user's record. */
function withQueuedPrompt(record: ReferenceRecord): ReferenceRecord {
  const attachment = record['type'] === 'attachment' ? objectOf(record['attachment']) : undefined;
  if (attachment?.['type'] !== 'queued_command') return record;
  const isPrompt =
    attachment['isMeta'] !== true && [undefined, null, 'prompt'].includes(attachment['commandMode'] as never);
  const message = { role: 'user', content: attachment['prompt'] };
  return { ...record, type: 'user', message, isMeta: !isPrompt, origin: attachment['origin'] };
}

function isTitle(record: ReferenceRecord): boolean {
  return ['custom-title', 'ai-title', 'summary'].includes(String(record['type']));
}

function isWordRecord(record: ReferenceRecord): boolean {
  const isKnown = record['type'] === 'user' || record['type'] === 'assistant';
  return isKnown && objectOf(record['message']) !== undefined;
}

function contentOf(record: ReferenceRecord): unknown {
  return objectOf(record['message'])?.['content'];
}

function isToolResult(block: unknown): boolean {
  return stringOf(objectOf(block)?.['type'])?.endsWith('tool_result') === true;
}

/** True for what Claude Code writes in a person's name. */
function isOwn(record: ReferenceRecord): boolean {
  if (record['isMeta'] === true || record['isCompactSummary'] === true) return true;
  if (objectOf(record['origin'])?.['kind'] === 'task-notification') return true;
  const content = contentOf(record);
  const text = firstText(content) ?? '';
  if (OWN_STARTS.some((start) => text.startsWith(start))) return true;
  if (!text.startsWith('<system-reminder>')) return false;
  const texts = Array.isArray(content) ? content.map((block) => stringOf(objectOf(block)?.['text']) ?? 'x') : [text];
  return texts.every((one) => one.replace(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '').trim() === '');
}

function firstText(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  return content.map((block) => stringOf(objectOf(block)?.['text'])).find((text) => text !== undefined);
}

/** How many blocks of a record can be shown. */
function partCount(record: ReferenceRecord): number {
  const content = contentOf(record);
  if (typeof content === 'string') return content === '' ? 0 : 1;
  if (!Array.isArray(content)) return 0;
  return content.filter((value) => {
    const block = objectOf(value);
    const type = stringOf(block?.['type']);
    if (block === undefined || type === undefined) return false;
    if (type === 'text' || type === 'thinking') return stringOf(block[type]) !== undefined;
    if (type === 'image' || type === 'document') return true;
    if (type.endsWith('tool_use')) return stringOf(block['id']) !== undefined;
    return type.endsWith('tool_result') && stringOf(block['tool_use_id']) !== undefined;
  }).length;
}

function isPrompt(record: ReferenceRecord): boolean {
  const content = contentOf(record);
  const isResults = Array.isArray(content) && content.length > 0 && content.every(isToolResult);
  return record['type'] === 'user' && !isOwn(record) && partCount(record) > 0 && !isResults;
}

/** Records of one response are one message, as long as no prompt stands between. */
function countMessages(words: readonly ReferenceRecord[]): number {
  let [count, last] = [0, ''];
  for (const record of words) {
    if (isPrompt(record)) [count, last] = [count + 1, ''];
    if (record['type'] !== 'assistant' || partCount(record) === 0) continue;
    const id = stringOf(objectOf(record['message'])?.['id']) ?? `record ${count}`;
    if (id !== last) [count, last] = [count + 1, id];
  }
  return count;
}

function titleOf(records: readonly ReferenceRecord[], words: readonly ReferenceRecord[]): string {
  const last = (type: string, field: string): string | undefined =>
    records
      .filter((record) => record['type'] === type)
      .map((record) => clean(stringOf(record[field]) ?? ''))
      .filter((title) => title !== '')
      .at(-1);
  const prompts = words.filter(isPrompt).map((record) => firstText(contentOf(record)) ?? '');
  const command = prompts.map(commandOf).find((title) => title !== undefined);
  const asked = prompts
    .filter((text) => commandOf(text) === undefined && !/^\s*<(?:command-|bash-input)/.test(text))
    .filter((text) => !text.startsWith('[Request interrupted'))
    .map(clean)
    .find((text) => text !== '');
  const given = last('custom-title', 'customTitle') ?? last('ai-title', 'aiTitle') ?? last('summary', 'summary');
  return given ?? asked ?? command ?? 'Untitled session';
}

function commandOf(text: string): string | undefined {
  const name = /<command-name>([\s\S]*?)<\/command-name>/.exec(text)?.[1];
  const given = /<command-args>([\s\S]*?)<\/command-args>/.exec(text)?.[1] ?? '';
  const title = name === undefined ? '' : clean(`${name} ${given}`);
  return name === undefined || title === '' ? undefined : title;
}

function clean(text: string): string {
  const line = text.replace(TAGS, ' ').replace(/\s+/g, ' ').trim();
  const cut = line.length > 200 && /[\ud800-\udbff]/.test(line[199] ?? '') ? 199 : 200;
  return line.slice(0, cut).trimEnd();
}

function foreign(record: ReferenceRecord | undefined): string | undefined {
  const source = stringOf(record?.['requestSessionId']);
  return source === record?.['sessionId'] ? undefined : source;
}

/** Of the last response of the main conversation, unless it was compacted after it. */
function contextOf(records: readonly ReferenceRecord[]): number | undefined {
  let context: number | undefined;
  for (const record of records) {
    if (record['isSidechain'] === true) continue;
    const isBoundary = record['type'] === 'system' && record['subtype'] === 'compact_boundary';
    if (isBoundary || record['isCompactSummary'] === true) context = undefined;
    const tokens = responsesOfRecords([record])[0]?.tokens;
    if (tokens !== undefined) context = tokens.input + tokens.output + tokens.cache_read + tokens.cache_write;
  }
  return context;
}
