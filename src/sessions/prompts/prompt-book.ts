import type { Clock } from '../../core/clock.ts';
import type { AheadRecords } from '../records/ahead-records.ts';
import { hasEnded, type PromptEnd, type PromptRecord } from '../records/prompt-record.ts';
import type { SessionChanges } from '../session-changes.ts';

/** How long it is known what became of a prompt. */
const KEPT_MS = 7 * 86_400_000;
const SWEEP_MS = 3_600_000;

/** The prompts of all sessions, durable, in the order in which they were accepted. */
export class PromptBook {
  readonly #records: AheadRecords<PromptRecord>;
  readonly #changes: SessionChanges;
  readonly #clock: Clock;
  /** By session, ids of prompts in the order of acceptance. */
  readonly #order = new Map<string, Set<string>>();
  /** Of these, those that have not ended. */
  readonly #open = new Map<string, Set<string>>();
  readonly #sweep: NodeJS.Timeout;

  constructor(records: AheadRecords<PromptRecord>, changes: SessionChanges, clock: Clock) {
    this.#records = records;
    this.#changes = changes;
    this.#clock = clock;
    const known = [...records.entries()].map(([, prompt]) => prompt).sort((a, b) => a.created_at - b.created_at);
    for (const prompt of known) this.#list(prompt);
    this.#sweep = setInterval(() => this.#forgetOld(), SWEEP_MS);
    this.#sweep.unref();
    this.#forgetOld();
  }

  find(sessionId: string, promptId: string): PromptRecord | undefined {
    return this.#order.get(sessionId)?.has(promptId) ? this.#records.get(keyOf(sessionId, promptId)) : undefined;
  }

  findByUuid(sessionId: string, uuid: string): PromptRecord | undefined {
    const isIt = (prompt: PromptRecord): boolean => prompt.uuid === uuid;
    return this.#unfinishedOf(sessionId).find(isIt) ?? this.of(sessionId).find(isIt);
  }

  /** The session's prompts, oldest first. */
  of(sessionId: string): PromptRecord[] {
    return this.#read(sessionId, this.#order.get(sessionId));
  }

  queued(sessionId: string): PromptRecord[] {
    return this.#unfinishedOf(sessionId).filter((prompt) => prompt.state === 'queued');
  }

  /** Whether any waits; asked for at every change by everybody who waits for the session. */
  hasQueued(sessionId: string): boolean {
    for (const id of this.#open.get(sessionId) ?? []) {
      if (this.#records.get(keyOf(sessionId, id))?.state === 'queued') return true;
    }
    return false;
  }

  running(sessionId: string): PromptRecord[] {
    return this.#unfinishedOf(sessionId).filter((prompt) => prompt.state === 'running');
  }

  /** The latest prompt, whatever became of it. */
  last(sessionId: string): PromptRecord | undefined {
    return this.of(sessionId).at(-1);
  }

  /** Sessions that have a prompt which has not ended. */
  *unfinished(): IterableIterator<string> {
    yield* this.#open.keys();
  }

  *all(): IterableIterator<PromptRecord> {
    for (const sessionId of this.#order.keys()) yield* this.of(sessionId);
  }

  /** Resolves when the prompt is durable; an id that is known already resolves to what it was accepted as. */
  async accept(prompt: PromptRecord): Promise<{ readonly record: PromptRecord; readonly isNew: boolean }> {
    const known = this.find(prompt.session_id, prompt.prompt_id);
    if (known !== undefined) return { record: known, isNew: false };
    const accepted = await this.#records.keepNew(keyOf(prompt.session_id, prompt.prompt_id), prompt);
    this.#list(accepted.record);
    if (accepted.isNew) this.#changes.tell(prompt.session_id);
    return accepted;
  }

  /** Notes that the prompt was written to the process `pid`; its turn has not begun. */
  hand(prompt: PromptRecord, pid: number): void {
    this.#set({ ...prompt, handed_to: pid });
  }

  /** Notes that the prompt's turn has begun; what it says is in the transcript from now on. */
  begin(prompt: PromptRecord): void {
    const { text: _text, images: _images, ...rest } = prompt;
    this.#set({ ...rest, state: 'running', started_at: this.#clock() });
  }

  end(prompt: PromptRecord, end: PromptEnd): PromptRecord {
    const { text: _text, images: _images, ...rest } = prompt;
    const ended = { ...rest, ...end, ended_at: this.#clock() };
    this.#set(ended);
    drop(this.#open, prompt.session_id, prompt.prompt_id);
    return ended;
  }

  /** Resolves when all changes so far are on disk. */
  flush(): Promise<void> {
    return this.#records.flush();
  }

  close(): void {
    clearInterval(this.#sweep);
  }

  #set(prompt: PromptRecord): void {
    this.#records.set(keyOf(prompt.session_id, prompt.prompt_id), prompt);
    this.#changes.tell(prompt.session_id);
  }

  #list(prompt: PromptRecord): void {
    const { session_id, prompt_id } = prompt;
    add(this.#order, session_id, prompt_id);
    if (!hasEnded(prompt)) add(this.#open, session_id, prompt_id);
  }

  #unfinishedOf(sessionId: string): PromptRecord[] {
    return this.#read(sessionId, this.#open.get(sessionId));
  }

  #read(sessionId: string, ids: Iterable<string> = []): PromptRecord[] {
    return [...ids].flatMap((id) => this.#records.get(keyOf(sessionId, id)) ?? []);
  }

  #forgetOld(): void {
    const before = this.#clock() - KEPT_MS;
    for (const { session_id, prompt_id, ended_at } of [...this.all()]) {
      if (ended_at === undefined || ended_at >= before) continue;
      drop(this.#order, session_id, prompt_id);
      // The store tells of itself when it cannot write; what is left goes at the next start.
      this.#records.remove(keyOf(session_id, prompt_id)).catch(() => undefined);
    }
  }
}

function keyOf(sessionId: string, promptId: string): string {
  return `${sessionId}/${promptId}`;
}

function add(sets: Map<string, Set<string>>, key: string, member: string): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([member]));
  else set.add(member);
}

function drop(sets: Map<string, Set<string>>, key: string, member: string): void {
  const set = sets.get(key);
  if (set?.delete(member) && set.size === 0) sets.delete(key);
}
