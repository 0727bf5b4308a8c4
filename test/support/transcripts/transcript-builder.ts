import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MessagePart } from '../../../src/claude/activity/activity.ts';
import { slugOf } from '../../../src/claude/transcripts/slug-of.ts';

/** In which order a record's fields are written; readers must not depend on it. */
export type FieldOrder = 'current' | 'older' | 'reversed';
type Fields = Record<string, unknown>;

/** A message as a reader should tell it; of the parts what is shown when nothing more is asked for. */
export interface ExpectedMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly parts: MessagePart[];
}

export interface BuilderOptions {
  readonly sessionId: string;
  readonly cwd: string;
  readonly order?: FieldOrder;
  /** Of the first record, ms since the epoch; each record is a second later. */
  readonly startAt?: number;
  readonly agentId?: string;
}

/** Writes a transcript record by record, as Claude Code does, and knows what a reader should make of it. */
export class TranscriptBuilder {
  readonly sessionId: string;
  readonly cwd: string;
  readonly lines: string[] = [];
  readonly messages: ExpectedMessage[] = [];
  /** The record the next one goes on from. */
  leaf: string | null = null;
  readonly #order: FieldOrder;
  readonly #agentId: string | undefined;
  #time: number;
  #records = 0;

  constructor(options: BuilderOptions) {
    this.sessionId = options.sessionId;
    this.cwd = options.cwd;
    this.#order = options.order ?? 'current';
    this.#agentId = options.agentId;
    this.#time = options.startAt ?? Date.UTC(2026, 0, 1);
  }

  /** A person's words; returns the record's uuid. */
  prompt(content: string | readonly Fields[], extra: Fields = {}): string {
    const uuid = this.record('user', { message: { role: 'user', content }, ...extra });
    if (extra['isMeta'] === true || extra['isCompactSummary'] === true) return uuid;
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const parts = blocks.map((block): MessagePart => {
      if (block['type'] === 'text') return { type: 'text', text: String(block['text']) };
      const source = block['source'] as { media_type: string; data: string };
      return { type: 'image', media_type: source.media_type, bytes: Buffer.from(source.data, 'base64').length };
    });
    this.messages.push({ id: uuid, role: 'user', parts });
    return uuid;
  }

  /** A prompt that was sent while a turn went on, as it was taken into that turn. */
  queuedPrompt(prompt: string, sentAs: string): string {
    this.messages.push({ id: sentAs, role: 'user', parts: [{ type: 'text', text: prompt }] });
    const attachment = { type: 'queued_command', prompt, source_uuid: sentAs, commandMode: 'prompt' };
    return this.attachment(attachment);
  }

  /** What Claude Code puts into the conversation besides the words. */
  attachment(attachment: Fields): string {
    return this.record('attachment', { attachment });
  }

  /** One record of a response; records with the same `messageId` are one message. */
  answer(messageId: string, block: Fields, extra: Fields = {}): string {
    const uuid = this.record('assistant', {
      message: {
        id: messageId,
        type: 'message',
        role: 'assistant',
        model: 'claude-test-1',
        content: [block],
        stop_reason: null,
        usage: { input_tokens: 3, output_tokens: this.#records, cache_read_input_tokens: 7 },
      },
      ...extra,
    });
    let message = this.messages.findLast(({ role, id }) => role === 'assistant' && id === messageId);
    if (message === undefined) {
      message = { id: messageId, role: 'assistant', parts: [] };
      this.messages.push(message);
    }
    if (block['type'] === 'text') message.parts.push({ type: 'text', text: String(block['text']) });
    if (block['type'] === 'tool_use') {
      const { id, name, input } = block as { id: string; name: string; input: unknown };
      message.parts.push({ type: 'tool_use', tool_use_id: id, tool: name, input, state: 'pending' });
    }
    return uuid;
  }

  /** Result of a tool, as a user's record. */
  result(toolUseId: string, content: unknown, isError = false): string {
    const block = { tool_use_id: toolUseId, type: 'tool_result', content, ...(isError ? { is_error: true } : {}) };
    const uuid = this.record('user', {
      message: { role: 'user', content: [block] },
      toolUseResult: { stdout: content },
    });
    for (const { parts } of this.messages) {
      const at = parts.findIndex((part) => part.type === 'tool_use' && part.tool_use_id === toolUseId);
      const call = parts[at];
      if (call?.type === 'tool_use') parts[at] = { ...call, state: isError ? 'error' : 'completed' };
    }
    return uuid;
  }

  /** A record of the chain: with uuid, parent, time and folder. */
  record(type: string, fields: Fields): string {
    this.#records += 1;
    this.#time += 1000;
    const serial = `${this.#agentId ?? ''}${this.#records}`.replace(/[^0-9a-f]/g, '').padStart(12, '0');
    const uuid = `eeee${this.sessionId.slice(4, 24)}${serial.slice(-12)}`;
    const { message, attachment, ...others } = fields;
    const sidechain = this.#agentId !== undefined;
    const head = { parentUuid: this.leaf, isSidechain: sidechain, ...(sidechain ? { agentId: this.#agentId } : {}) };
    const words = {
      ...(message === undefined ? {} : { message }),
      ...(attachment === undefined ? {} : { attachment }),
    };
    const behind = { uuid, timestamp: new Date(this.#time).toISOString() };
    const place = { cwd: this.cwd, sessionId: this.sessionId, version: '2.1.330', gitBranch: 'main' };
    const whole: Fields =
      type === 'user'
        ? { ...head, promptId: 'p', type, ...words, ...behind, ...place, ...others }
        : { ...head, ...words, type, ...behind, ...place, ...others };
    this.line(this.#inOrder(whole));
    this.leaf = uuid;
    return uuid;
  }

  /** A record outside of the chain: `{type, ...}`. */
  loose(type: string, fields: Fields): void {
    this.line({ type, ...fields, sessionId: this.sessionId });
  }

  line(value: unknown): void {
    this.lines.push(JSON.stringify(value));
  }

  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }

  /** Writes the transcript below a configuration directory, in the folder of its `cwd` unless told; returns its path. */
  write(configDir: string, slug = slugOf(this.cwd)): string {
    const parent = join(configDir, 'projects', slug);
    const path =
      this.#agentId === undefined
        ? join(parent, `${this.sessionId}.jsonl`)
        : join(parent, this.sessionId, 'subagents', `agent-${this.#agentId}.jsonl`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, this.text);
    return path;
  }

  #inOrder(record: Fields): Fields {
    if (this.#order === 'current') return record;
    const entries = Object.entries(record);
    if (this.#order === 'reversed') {
      const turned = ([key, value]: [string, unknown]): [string, unknown] =>
        key === 'message' ? [key, Object.fromEntries(Object.entries(value as Fields).reverse())] : [key, value];
      return Object.fromEntries(entries.reverse().map(turned));
    }
    // As versions of 2025 wrote it: who and where first, then the message, uuid and time last.
    const late = ['attachment', 'type', 'message', 'requestId', 'uuid', 'timestamp', 'toolUseResult'];
    const early = entries.filter(([key]) => !late.includes(key));
    return Object.fromEntries([...early, ...late.flatMap((key) => (key in record ? [[key, record[key]]] : []))]);
  }
}
