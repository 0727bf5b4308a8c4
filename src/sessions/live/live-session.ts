import type { ClaudeProcess, OutputPlace, OutputRecord } from '../../claude/process/claude-process.ts';
import type { StreamReader } from '../../claude/stream/stream-reader.ts';
import type { StreamSignal } from '../../claude/stream/stream-signal.ts';
import type { Clock } from '../../core/clock.ts';
import type { EventBody } from '../events/event.ts';
import type { EventLog } from '../events/event-log.ts';
import type { PromptRecord } from '../records/prompt-record.ts';
import { TurnState } from './turn-state.ts';

/** How long the process may take to answer a control request. */
const CONTROL_TIMEOUT_MS = 10_000;

/** What a live session makes of its signals; each returns the events that tell it. */
export interface SignalTeller {
  tell(signal: StreamSignal, state: TurnState): readonly EventBody[];
  /** Called after a batch of records, when the state is that of the last one. */
  settled(): void;
}

export interface LiveSessionOptions {
  readonly process: ClaudeProcess;
  readonly reader: StreamReader;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly slug: string | undefined;
  readonly teller: SignalTeller;
  /** What an earlier server has done and told of the process; absent for one that was just started. */
  readonly before?: EarlierServer | undefined;
}

/** What an earlier server has left of a process. */
export interface EarlierServer {
  wasAnswered(requestId: string): boolean;
  /** True when it has told that the process has ended. */
  readonly hasToldEnd: boolean;
}

/** A session whose process is ours: its output becomes state and events, its input takes prompts and answers. */
export class LiveSession {
  readonly process: ClaudeProcess;
  readonly state: TurnState;
  readonly #options: LiveSessionOptions;
  readonly #replies = new Map<string, (reply: Extract<StreamSignal, { kind: 'control_reply' }>) => void>();
  #read = 0;

  constructor(options: LiveSessionOptions) {
    this.#options = options;
    this.process = options.process;
    const { before } = options;
    this.state = new TurnState(before && ((requestId) => before.wasAnswered(requestId)));
  }

  /** True when an earlier server has told that the process has ended, and what that meant for its prompts. */
  get hasToldEnd(): boolean {
    return this.#options.before?.hasToldEnd === true;
  }

  /** Begins to read the output. */
  follow(): void {
    this.process.follow((records) => this.#take(records));
  }

  /** Bytes of output read since it was cut last. */
  get outputBytes(): number {
    return this.#read;
  }

  /** Writes a prompt; its turn begins when the process says so. */
  async hand(prompt: PromptRecord): Promise<void> {
    this.state.handed = prompt.uuid;
    const images = (prompt.images ?? []).map(({ media_type, data }) => ({
      type: 'image',
      source: { type: 'base64', media_type, data },
    }));
    const text = prompt.text ?? '';
    await this.process.send({
      type: 'user',
      message: { role: 'user', content: images.length === 0 ? text : [...images, { type: 'text', text }] },
      parent_tool_use_id: null,
      uuid: prompt.uuid,
    });
  }

  /** Answers a permission request of the process. */
  async answer(requestId: string, response: Readonly<Record<string, unknown>>): Promise<void> {
    await this.process.send({
      type: 'control_response',
      response: { subtype: 'success', request_id: requestId, response },
    });
  }

  /** Resolves when the process has stopped its turn; false when it did not answer. */
  async interrupt(requestId: string): Promise<boolean> {
    const reply = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => settle(false), CONTROL_TIMEOUT_MS);
      const settle = (isDone: boolean): void => {
        clearTimeout(timer);
        this.#replies.delete(requestId);
        resolve(isDone);
      };
      this.#replies.set(requestId, (signal) => settle(signal.error === undefined));
      const giveUp = (): void => settle(false);
      this.process.exited.then(giveUp, giveUp);
    });
    await this.process.send({ type: 'control_request', request_id: requestId, request: { subtype: 'interrupt' } });
    return await reply;
  }

  /** @throws what the first record of a kind that is not understood threw; the others have been taken by then */
  #take(records: readonly OutputRecord[]): void {
    const failures: unknown[] = [];
    for (const { value, place } of records) {
      this.#read = place.offset;
      if (value === undefined) continue;
      try {
        this.#tell(this.#options.reader.read(value), place);
      } catch (error) {
        failures.push(error);
      }
    }
    this.#options.teller.settled();
    if (failures.length > 0) throw failures[0];
  }

  #tell(signals: readonly StreamSignal[], place: OutputPlace): void {
    const { teller, log, clock, slug } = this.#options;
    const bodies: EventBody[] = [];
    for (const signal of signals) {
      bodies.push(...teller.tell(signal, this.state));
      this.state.apply(signal, clock());
      if (signal.kind === 'control_reply') this.#replies.get(signal.requestId)?.(signal);
    }
    // After an adoption the output is read again from its start: what was told is not told twice.
    const told = log.toldOffset(place.stream);
    if (bodies.length === 0 || (told !== undefined && place.offset <= told)) return;
    const where = { session_id: this.process.sessionId, ...(slug === undefined ? {} : { slug }) };
    log.append(
      bodies.map((body) => ({ ...body, ...where })),
      place,
    );
  }
}
