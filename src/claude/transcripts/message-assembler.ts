import type { MessagePart } from '../activity/activity.ts';
import { messageIdOf } from '../activity/message-id.ts';
import { partsOfContent, type ToolResultPart, textOfResult, tokenUsageOf } from './parts-of-content.ts';
import { queuedAs } from './queued-prompt.ts';
import { type JsonRecord, timeOf, toRecord, toText } from './record-fields.ts';
import { isOnlyResults, roleOfRecord } from './record-role.ts';
import { SYNTHETIC_MODEL } from './synthetic-model.ts';
import type { MessageExtra, TranscriptMessage } from './transcripts.ts';

/** A message with the place of its records in the file. */
export interface LocatedMessage {
  readonly message: TranscriptMessage;
  /** Offset of its first record, and its uuid. */
  readonly start: number;
  readonly uuid: string | undefined;
  /** Offset behind its last record. */
  readonly end: number;
}

/** A record with its place in the file. */
export interface LocatedRecord {
  readonly record: JsonRecord;
  readonly start: number;
  readonly end: number;
}

export interface AssemblerOptions {
  readonly include: ReadonlySet<MessageExtra>;
  /** The time of a message whose records have none. */
  readonly fallbackTime: number;
  /** The sub-agent whose messages these are; a function where the records tell. */
  readonly agentIdOf?: ((record: JsonRecord) => string) | undefined;
}

/**
 * Makes messages of records that come newest first. The records of one response are one message, whatever stands
 * between them; results of tools go to the message that called them, which comes later since it is older.
 */
export class MessageAssembler {
  readonly #options: AssemblerOptions;
  /** Results whose call has not come yet. */
  readonly #results = new Map<string, ToolResultPart>();
  /** The response whose older records may still come. */
  #open: { readonly id: string; readonly records: LocatedRecord[] } | undefined;
  /** Messages that may stand inside or before the open one. */
  #held: LocatedMessage[] = [];

  constructor(options: AssemblerOptions) {
    this.#options = options;
  }

  /** Takes the next older record and returns the messages that are complete by it, newest first. */
  add(located: LocatedRecord): LocatedMessage[] {
    const { record, start } = located;
    const role = roleOfRecord(record);
    if (role === 'assistant') {
      const id = messageIdOf(record) ?? `@${start}`;
      if (this.#open?.id === id) {
        this.#open.records.push(located);
        return [];
      }
      const done = this.end();
      this.#open = { id, records: [located] };
      return done;
    }
    if (role === 'user') return this.#addUser(located);
    this.addResults(record);
    if (role === 'system' && this.#options.include.has('system')) this.#hold(this.#systemMessage(located));
    return this.#open === undefined ? this.#release(0) : [];
  }

  /** Takes only the results of a record that shall not be a message. */
  addResults(record: JsonRecord): void {
    const content = toRecord(record['message'])?.['content'];
    for (const part of partsOfContent(content)) {
      if (part.type === 'tool_result' && !this.#results.has(part.tool_use_id))
        this.#results.set(part.tool_use_id, part);
    }
  }

  /** Returns what is still open, newest first: at the beginning of the transcript. */
  end(): LocatedMessage[] {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return this.#release(0);
    const answer = this.#answer(open.id, open.records);
    const inside = this.#release(answer.start);
    const before = this.#release(0);
    return answer.message.parts.length === 0 ? [...inside, ...before] : [...inside, answer, ...before];
  }

  #addUser(located: LocatedRecord): LocatedMessage[] {
    const content = toRecord(located.record['message'])?.['content'];
    this.addResults(located.record);
    if (isOnlyResults(content)) return [];
    const done = this.end();
    const parts = wordsOf(content);
    if (parts.length > 0) done.push(this.#locate('user', [located], parts));
    return done;
  }

  #hold(message: LocatedMessage): void {
    if (message.message.parts.length > 0) this.#held.push(message);
  }

  /** Returns held messages that begin behind `offset`. */
  #release(offset: number): LocatedMessage[] {
    const out = this.#held.filter(({ start }) => start >= offset);
    this.#held = this.#held.filter(({ start }) => start < offset);
    return out;
  }

  #systemMessage(located: LocatedRecord): LocatedMessage {
    const { record } = located;
    const message = toRecord(record['message']);
    if (message !== undefined) return this.#locate('system', [located], wordsOf(message['content']));
    const text = textOfResult(record['content'] ?? toText(record['subtype']));
    return this.#locate('system', [located], partsOfContent(text));
  }

  /** `records`: newest first. */
  #answer(id: string, records: readonly LocatedRecord[]): LocatedMessage {
    const { include } = this.#options;
    const blocks = records
      .toReversed()
      .flatMap(({ record }) => partsOfContent(toRecord(record['message'])?.['content']));
    for (const part of blocks) if (part.type === 'tool_result') this.#results.set(part.tool_use_id, part);
    const parts: MessagePart[] = [];
    for (const part of blocks) {
      if (part.type === 'tool_use') {
        const result = this.#results.get(part.tool_use_id);
        this.#results.delete(part.tool_use_id);
        parts.push(result === undefined ? part : { ...part, state: result.is_error ? 'error' : 'completed' });
        if (result !== undefined && include.has('tool_results')) parts.push(result);
      } else if (part.type !== 'tool_result' && (part.type !== 'thinking' || include.has('thinking'))) parts.push(part);
    }
    return this.#locate('assistant', records, parts, id);
  }

  #locate(
    role: TranscriptMessage['role'],
    records: readonly LocatedRecord[],
    parts: readonly MessagePart[],
    id?: string,
  ): LocatedMessage {
    const first = records.at(-1) as LocatedRecord;
    const newest = records[0] as LocatedRecord;
    const answer = role === 'assistant' ? toRecord(newest.record['message']) : undefined;
    const model = toText(answer?.['model']);
    const usage = tokenUsageOf(answer?.['usage']);
    const agentId = this.#options.agentIdOf?.(first.record);
    return {
      message: {
        id: id ?? queuedAs(first.record) ?? messageIdOf(first.record) ?? `@${first.start}`,
        role,
        createdAt: timeOf(first.record) ?? timeOf(newest.record) ?? this.#options.fallbackTime,
        ...(model === undefined || model === SYNTHETIC_MODEL ? {} : { model }),
        ...(usage === undefined ? {} : { usage }),
        parts,
        ...(agentId === undefined ? {} : { agentId }),
      },
      start: first.start,
      uuid: toText(first.record['uuid']),
      end: newest.end,
    };
  }
}

function wordsOf(content: unknown): MessagePart[] {
  return partsOfContent(content).filter(({ type }) => type === 'text' || type === 'image');
}
