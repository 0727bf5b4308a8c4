import type { Conversation, OpenResponse, Written } from './conversation.ts';
import type { Fields } from './record-order.ts';
import type { Tokens } from './truth.ts';

/** A response of the model: one record for each block, each with the tokens counted so far. */
export class ModelResponse implements OpenResponse {
  readonly id: string;
  readonly requestId: string | undefined;
  readonly model: string;
  startedAt: number | undefined;
  readonly isAnonymous: boolean;
  counted: OpenResponse['counted'];
  readonly #conversation: Conversation;
  readonly #input: number;
  readonly #cacheRead: number;
  readonly #write5m: number;
  readonly #write1h: number;
  readonly #isSplit: boolean;
  readonly #webSearches: number;
  #output = 1;
  #records = 0;

  /** `isAnonymous`: its message has no id, so that its record's uuid names it. */
  constructor(conversation: Conversation, isAnonymous = false) {
    const { random, vocabulary, hasRequestIds, isOlder } = conversation.options;
    this.#conversation = conversation;
    this.isAnonymous = isAnonymous;
    this.id = isAnonymous ? vocabulary.uuid() : `msg_01${vocabulary.hex(22)}`;
    this.requestId = hasRequestIds === true ? `req_011${vocabulary.hex(21)}` : undefined;
    this.model = conversation.model;
    this.#input = 3 + random.below(12);
    this.#cacheRead = conversation.contextTokens - random.below(2000);
    const written = random.below(9000);
    this.#write1h = random.chance(0.3) ? random.below(written + 1) : 0;
    this.#write5m = written - this.#write1h;
    this.#isSplit = isOlder !== true || this.#write1h > 0;
    this.#webSearches = random.chance(0.03) ? 1 + random.below(3) : 0;
    conversation.contextTokens += written;
  }

  get contextTokens(): number {
    const { input, output, cache_read, cache_write } = this.#tokens();
    return input + output + cache_read + cache_write;
  }

  text(text: string, written: Written = {}): void {
    this.block({ type: 'text', text }, text.length, written);
  }

  thinking(text: string, written: Written = {}): void {
    const signature = Buffer.from(text.slice(0, 120)).toString('base64');
    this.block({ type: 'thinking', thinking: text, signature }, text.length, written);
  }

  /** Calls a tool; returns the call's id. */
  call(name: string, input: Fields, written: Written = {}): string {
    const id = `toolu_01${this.#conversation.options.vocabulary.hex(22)}`;
    this.block({ type: 'tool_use', id, name, input }, 80, { share: 'tools', ...written });
    return id;
  }

  block(block: Fields, length: number, written: Written): void {
    const { options } = this.#conversation;
    this.#output += 1 + Math.ceil(length / 4) + options.random.below(9);
    this.startedAt ??= this.#conversation.now;
    const tokens = this.#tokens();
    const key = `${this.id}:${this.isAnonymous ? '' : (this.requestId ?? '')}`;
    this.counted = { key, model: this.model, tokens, webSearches: this.#webSearches };
    const stopReason = block['type'] === 'tool_use' ? 'tool_use' : options.isOlder === true ? null : 'end_turn';
    const message = {
      ...(options.isOlder === true ? { model: this.model } : {}),
      ...(this.isAnonymous ? {} : { id: this.id }),
      type: 'message',
      role: 'assistant',
      ...(options.isOlder === true ? {} : { model: this.model }),
      content: [block],
      stop_reason: stopReason,
      stop_sequence: null,
      usage: this.#usage(tokens),
    };
    const extra = options.isOlder === true ? {} : { apiBlockIndex: this.#records, requestedModel: this.model };
    this.#conversation.answer(this, message, written, extra);
    this.#records += 1;
  }

  #tokens(): Tokens {
    return {
      input: this.#input,
      output: this.#output,
      cache_read: this.#cacheRead,
      cache_write: this.#write5m + this.#write1h,
      cache_write_5m: this.#write5m,
      cache_write_1h: this.#write1h,
    };
  }

  #usage({ input, output, cache_read, cache_write, cache_write_5m, cache_write_1h }: Tokens): Fields {
    const { isOlder, random } = this.#conversation.options;
    const split = { ephemeral_1h_input_tokens: cache_write_1h, ephemeral_5m_input_tokens: cache_write_5m };
    const searches = { web_search_requests: this.#webSearches, web_fetch_requests: 0 };
    const hasSearches = isOlder !== true || this.#webSearches > 0;
    // Counts of attempts, which are no counts of the response.
    const attempt = { type: 'message', input_tokens: 1, output_tokens: 999_999, cache_read_input_tokens: 5 };
    return {
      input_tokens: input,
      cache_creation_input_tokens: cache_write,
      cache_read_input_tokens: cache_read,
      ...(isOlder === true && this.#isSplit ? { cache_creation: split } : {}),
      output_tokens: output,
      ...(isOlder === true ? {} : { output_tokens_details: { thinking_tokens: 0 } }),
      ...(hasSearches ? { server_tool_use: searches } : {}),
      service_tier: 'standard',
      ...(isOlder === true ? {} : { cache_creation: split, inference_geo: '' }),
      ...(isOlder === true ? {} : { iterations: random.chance(0.1) ? [attempt] : [], speed: 'standard' }),
    };
  }
}
