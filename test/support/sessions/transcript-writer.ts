import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a transcript as Claude Code in a terminal does. */
export class TranscriptWriter {
  readonly sessionId: string;
  readonly path: string;
  readonly cwd = '/home/ann/work';

  /** Uuid of the last prompt. */
  lastPrompt = '';

  constructor(configDir: string, slug = '-home-ann-work', sessionId: string = randomUUID()) {
    this.sessionId = sessionId;
    this.path = join(configDir, 'projects', slug, `${this.sessionId}.jsonl`);
  }

  /** Appends bytes as they are. */
  append(bytes: string | Uint8Array): void {
    mkdirSync(dirname(this.path), { recursive: true });
    appendFileSync(this.path, bytes);
  }

  /** Appends the record of a prompt and returns its uuid. */
  prompt(text: string): string {
    const { line, uuid } = this.promptLine(text);
    this.append(line);
    this.lastPrompt = uuid;
    return uuid;
  }

  promptLine(text: string): { line: string; uuid: string } {
    return this.#line('user', { role: 'user', content: text });
  }

  /** Appends a response that ends the turn and returns its message id. */
  answer(text: string): string {
    const id = `msg_${randomUUID()}`;
    this.append(this.#line('assistant', response(id, [{ type: 'text', text }], 'end_turn')).line);
    return id;
  }

  /** Appends a response that calls a tool and returns the tool use's id. */
  call(name: string, input: unknown): string {
    const id = `toolu_${randomUUID()}`;
    const blocks = [{ type: 'tool_use', id, name, input }];
    this.append(this.#line('assistant', response(`msg_${randomUUID()}`, blocks, 'tool_use')).line);
    return id;
  }

  result(toolUseId: string, text: string): void {
    const block = { type: 'tool_result', tool_use_id: toolUseId, content: text };
    this.append(this.#line('user', { role: 'user', content: [block] }).line);
  }

  /** Appends a record that is no part of the conversation. */
  other(record: Readonly<Record<string, unknown>>): void {
    this.append(`${JSON.stringify({ ...record, sessionId: this.sessionId })}\n`);
  }

  #line(type: string, message: unknown): { line: string; uuid: string } {
    const uuid = randomUUID();
    const record = {
      type,
      message,
      uuid,
      timestamp: new Date().toISOString(),
      cwd: this.cwd,
      sessionId: this.sessionId,
      gitBranch: 'main',
      isSidechain: false,
    };
    return { line: `${JSON.stringify(record)}\n`, uuid };
  }
}

function response(id: string, content: unknown, reason: string): Record<string, unknown> {
  const usage = { input_tokens: 10, output_tokens: 5 };
  return { id, type: 'message', role: 'assistant', model: 'claude-test-1', content, stop_reason: reason, usage };
}
