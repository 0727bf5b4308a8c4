import { cutPart } from '../transcripts/cut-part.ts';
import { tokenUsageOf } from '../transcripts/parts-of-content.ts';
import type { JsonRecord } from '../transcripts/record-fields.ts';
import { SYNTHETIC_MODEL } from '../transcripts/synthetic-model.ts';
import { type Activity, MAX_TEXT, type MessageCompleted, type MessagePart, type TokenUsage } from './activity.ts';

/** UTF-16 units of all texts of one message in an event. */
const MAX_MESSAGE = 4 * MAX_TEXT;

interface OpenMessage {
  readonly id: string;
  readonly parts: MessagePart[];
  model: string | undefined;
  usage: TokenUsage | undefined;
  readonly isStreamed: boolean;
}

/**
 * The responses of one speaker (the session itself or a sub-agent), one after the other: each is created, gathers
 * parts record by record, and is completed once.
 */
export class MessageThread {
  readonly #parent: { readonly parent_tool_use_id?: string };
  #open: OpenMessage | undefined;
  #last: OpenMessage | undefined;

  constructor(parentToolUseId: string | undefined) {
    this.#parent = parentToolUseId === undefined ? {} : { parent_tool_use_id: parentToolUseId };
  }

  /** Id of the message that is not complete. */
  get openId(): string | undefined {
    return this.#open?.id;
  }

  /** Id of the message completed last. */
  get lastId(): string | undefined {
    return this.#last?.id;
  }

  /** True while the open message comes piece by piece and says itself when it is over. */
  get isStreamed(): boolean {
    return this.#open?.isStreamed === true;
  }

  /** Makes `id` the open message; another one is completed first, and one that was complete is opened again. */
  begin(id: string, model?: string, isStreamed = false): Activity[] {
    if (this.#open?.id === id) return [];
    const told = this.complete();
    if (this.#last?.id === id) {
      this.#open = this.#last;
      return told;
    }
    this.#open = { id, parts: [], model, usage: undefined, isStreamed };
    return [...told, { type: 'message.created', message_id: id, role: 'assistant', ...this.#parent }];
  }

  /** Adds what a record of the open message holds. */
  add(parts: readonly MessagePart[], model: string | undefined, usage: TokenUsage | undefined): void {
    if (this.#open === undefined) return;
    this.#open.parts.push(...parts);
    this.#open.model ??= model;
    this.#open.usage = usage ?? this.#open.usage;
  }

  /** Takes the final counts of a streamed message; what they leave out stands as it was. */
  mergeUsage(usage: JsonRecord | undefined): void {
    if (this.#open === undefined || usage === undefined) return;
    const told = tokenUsageOf(usage);
    const before = this.#open.usage ?? told;
    if (told === undefined || before === undefined) return;
    this.#open.usage = {
      input: told.input || before.input,
      output: told.output || before.output,
      cache_read: told.cache_read || before.cache_read,
      cache_write: told.cache_write || before.cache_write,
    };
  }

  delta(kind: 'text' | 'thinking', text: string): Activity[] {
    if (this.#open === undefined || text === '') return [];
    return [{ type: 'message.delta', message_id: this.#open.id, kind, text, ...this.#parent }];
  }

  /** Ends the open message, if there is one. */
  complete(): Activity[] {
    const message = this.#open;
    if (message === undefined) return [];
    this.#open = undefined;
    this.#last = message;
    const model = message.model === undefined || message.model === SYNTHETIC_MODEL ? {} : { model: message.model };
    const completed: Activity = {
      ...completedMessage(message.id, 'assistant', message.parts),
      ...model,
      ...this.#parent,
    };
    if (message.usage === undefined || message.model === SYNTHETIC_MODEL) return [completed];
    return [completed, { type: 'usage.updated', message_id: message.id, ...model, usage: message.usage }];
  }
}

/** Returns the event of a whole message, its texts cut. */
export function completedMessage(
  id: string,
  role: 'user' | 'assistant',
  parts: readonly MessagePart[],
): MessageCompleted {
  let left = MAX_MESSAGE;
  const cut = parts.map((part) => {
    const short = cutPart(part, Math.max(0, Math.min(MAX_TEXT, left)));
    left -= 'text' in short ? short.text.length : 'input' in short ? JSON.stringify(short.input).length : 0;
    return short;
  });
  return { type: 'message.completed', message_id: id, role, parts: cut };
}
