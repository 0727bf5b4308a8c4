import { MAX_TEXT } from '../../claude/activity/activity.ts';
import { createTranscriptReader } from '../../claude/activity/create-transcript-reader.ts';
import type { TranscriptReader, TranscriptSignal } from '../../claude/activity/transcript-signal.ts';
import { type JsonRecord, timeOf, toRecord, toText } from '../../claude/transcripts/record-fields.ts';
import type { TranscriptAppend } from '../../claude/transcripts/transcript-watch.ts';
import { cutText } from '../../core/cut-text.ts';
import type { EventBody } from '../events/event.ts';
import { judgeTurn } from '../prompts/judge-turn.ts';
import type { PromptEnd } from '../records/prompt-record.ts';

/** What the mirror needs to know of a file before it reads the first lines of it that are new. */
export interface FileStart {
  /** Records before them: they were told, and say what is open. */
  readonly before: readonly JsonRecord[];
  /** For a sub-agent's file: the tool use that started it. */
  readonly parentToolUseId?: string;
}

/** A session that another process writes, as its transcripts tell it. */
export class MirroredSession {
  readonly #readers = new Map<string, TranscriptReader>();
  /** True until the session's beginning, seen from the first line on, has been told. */
  #isNew = false;
  /** True while a fork's copy of its source may go on. */
  #mayHoldCopies = false;
  #lastPrompt: string | undefined;
  /** True while the turn of the last prompt runs. */
  #isOpen = false;
  lastAppendAt = 0;
  isRunning = false;

  has(path: string): boolean {
    return this.#readers.has(path);
  }

  /** Begins to read a file. */
  open(path: string, { before, parentToolUseId }: FileStart): void {
    const reader = createTranscriptReader(parentToolUseId === undefined ? {} : { parentToolUseId });
    const signals = reader.read(before);
    this.#readers.set(path, reader);
    if (parentToolUseId !== undefined) return;
    this.isRunning = reader.isRunning;
    for (const signal of signals) this.#follow(signal);
  }

  /** Forgets what a file said, since some of it was passed over. */
  close(path: string): void {
    this.#readers.delete(path);
  }

  /** Returns what new lines of a file, which must be open, mean as events. */
  take(append: TranscriptAppend): EventBody[] {
    const reader = this.#readers.get(append.path);
    if (reader === undefined) return [];
    if (append.agentId !== undefined) {
      return reader
        .read(append.records.map(({ value }) => value))
        .flatMap((signal) => (signal.kind === 'activity' ? [signal.activity] : []));
    }
    if (append.startOffset === 0) this.#isNew = true;
    const copied = this.#copiedIn(append);
    const records = append.records.map(({ value }) => value);
    const bodies = [
      ...this.#tell(reader.read(records.slice(0, copied)), true, records),
      ...this.#tell(reader.read(records.slice(copied)), false, records),
    ];
    this.isRunning = reader.isRunning;
    return bodies;
  }

  /**
   * A fork begins with a copy of what its source holds: how many of these records that are. Responses name their
   * source; what was asked and done between them is older than the file.
   */
  #copiedIn(append: TranscriptAppend): number {
    if (append.startOffset === 0) this.#mayHoldCopies = true;
    const hasMessages = append.records.some(({ value }) => value['type'] === 'user' || value['type'] === 'assistant');
    if (!this.#mayHoldCopies || !hasMessages) return 0;
    const lastNamed = append.records.findLastIndex(({ value }) => sourceOf(value) !== undefined);
    this.#mayHoldCopies = lastNamed !== -1;
    if (!this.#mayHoldCopies) return 0;
    const isOld = (record: JsonRecord): boolean => (timeOf(record) ?? Infinity) < append.bornAtMs - 1_000;
    return (
      Math.max(
        lastNamed,
        append.records.findLastIndex(({ value }) => isOld(value)),
      ) + 1
    );
  }

  #tell(signals: readonly TranscriptSignal[], isCopy: boolean, records: readonly JsonRecord[]): EventBody[] {
    const told: EventBody[] = [];
    for (const signal of signals) {
      const finished = this.#follow(signal);
      if (!isCopy) told.push(...finished);
      if (signal.kind === 'cwd') told.push(...this.#created(signal.cwd, records));
      else if (!isCopy || signal.kind === 'titled') told.push(...this.#bodiesOf(signal));
    }
    return told;
  }

  /** Keeps the last prompt, and returns its end when the signal is one. */
  #follow(signal: TranscriptSignal): EventBody[] {
    if (signal.kind !== 'prompt' && signal.kind !== 'turn_ended') return [];
    // A prompt that comes while another one's end was never written: its process has died, or did not write it.
    const end: PromptEnd = signal.kind === 'turn_ended' ? judgeTurn(signal) : { state: 'lost' };
    const finished = this.#isOpen && this.#lastPrompt !== undefined ? [promptFinished(this.#lastPrompt, end)] : [];
    this.#isOpen = signal.kind === 'prompt';
    if (signal.kind === 'prompt') this.#lastPrompt = signal.uuid;
    return finished;
  }

  #bodiesOf(signal: TranscriptSignal): EventBody[] {
    switch (signal.kind) {
      case 'activity':
        return [signal.activity];
      case 'prompt':
        return [promptStarted(signal.uuid, signal.text)];
      case 'turn_ended':
        return [this.#idle()];
      case 'titled':
        return [{ type: 'session.updated', title: signal.title }];
      case 'model':
        return [{ type: 'session.updated', model: signal.model }];
      case 'branch':
        return [{ type: 'session.updated', git_branch: signal.branch }];
      default:
        return [];
    }
  }

  #created(cwd: string, records: readonly JsonRecord[]): EventBody[] {
    if (!this.#isNew) return [];
    const source = records.map(sourceOf).find((id) => id !== undefined);
    this.#isNew = false;
    const forked = source === undefined ? {} : { forked_from: source };
    return [{ type: 'session.created', cwd, created_by: 'terminal', ...forked }];
  }

  #idle(): EventBody {
    return { type: 'session.idle', ...(this.#lastPrompt === undefined ? {} : { prompt_id: this.#lastPrompt }) };
  }
}

function promptStarted(uuid: string, text: string): EventBody {
  const cut = cutText(text, MAX_TEXT);
  return {
    type: 'prompt.started',
    prompt_id: uuid,
    via: 'terminal',
    text: cut,
    ...(cut.length < text.length ? { truncated: true as const } : {}),
  };
}

function promptFinished(uuid: string, { state, result_text: text, error }: PromptEnd): EventBody {
  const cut = text === undefined ? undefined : cutText(text, MAX_TEXT);
  return {
    type: 'prompt.finished',
    prompt_id: uuid,
    state,
    ...(cut === undefined ? {} : { result_text: cut }),
    ...(cut !== text ? { truncated: true as const } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

/** The session a copied record comes from. */
function sourceOf(record: JsonRecord): string | undefined {
  const source = toText(toRecord(record['forkedFrom'])?.['sessionId']) ?? toText(record['requestSessionId']);
  return source === record['sessionId'] ? undefined : source;
}
