import type { ClaudeProcess, LaunchSpec, ProcessExit } from '../../claude/process/claude-process.ts';
import { CodezError } from '../../core/errors.ts';
import { SerialGate } from '../../storage/serial-gate.ts';
import type { SessionActivity } from '../session-service.ts';
import { type CloseReason, endSession, processExit } from './end-session.ts';
import { IdleWatch } from './idle-watch.ts';
import type { LiveContext } from './live-context.ts';
import { type EarlierServer, LiveSession } from './live-session.ts';
import type { PlaceHolder } from './places.ts';
import { tellSignal } from './tell-signal.ts';

/** Output beyond this is cut when the session is idle. */
const CUT_BYTES = 1024 * 1024;
/** Processes in a row that may die without finishing a turn before queued prompts are given up. */
const MAX_CRASHES = 2;

/**
 * Drives one session: one process at a time, one prompt at a time. What must not overlap (starting, handing a prompt
 * over, ending) runs in the session's gate.
 */
export class SessionDriver implements PlaceHolder {
  readonly sessionId: string;
  readonly gate = new SerialGate();
  readonly #context: LiveContext;
  #live: LiveSession | undefined;
  readonly #idle: IdleWatch;
  #closing: CloseReason | undefined;
  #crashes = 0;
  #detached = false;

  constructor(sessionId: string, context: LiveContext) {
    this.sessionId = sessionId;
    this.#context = context;
    const { clock, idleTimeoutMs: timeoutMs } = context;
    this.#idle = new IdleWatch({ clock, timeoutMs, onTimeout: () => this.#later(this.close('idle_timeout', true)) });
  }

  get live(): LiveSession | undefined {
    return this.#live;
  }

  /** True when it knows nothing that another driver of the session would not. */
  get isUnused(): boolean {
    const isWaiting = this.#context.places.isWaiting(this.sessionId);
    return this.#live === undefined && this.gate.isEmpty && !isWaiting && !this.#hasQueued();
  }

  get idleSince(): number | undefined {
    return this.#live === undefined || this.#hasQueued() ? undefined : this.#idle.since;
  }

  get activity(): SessionActivity {
    const activity = this.#live?.state.activity ?? 'idle';
    return activity === 'idle' && this.#hasQueued() ? 'running' : activity;
  }

  /**
   * Starts the session's process; call in the gate, and only without one.
   * @throws CodezError `busy` when there is no place, `unavailable` when it does not start
   */
  async start(spec: LaunchSpec): Promise<LiveSession> {
    const { places, launcher } = this.#context;
    await places.take(this);
    try {
      const process = await launcher.launch(spec);
      if (!this.#detached) return this.own(process);
      process.detach();
      throw new CodezError('unavailable', 'The server is stopping', 'Send it again to the next one.');
    } catch (error) {
      places.release(this.sessionId);
      throw error;
    }
  }

  /** Takes a process over: one just started, or one that an earlier server left. */
  own(process: ClaudeProcess, before?: EarlierServer): LiveSession {
    const { places, log, clock, prompts, toolUses, createReader } = this.#context;
    places.hold(this);
    const { noteTurn, noteMode } = this.#context;
    const told = { sessionId: this.sessionId, prompts, toolUses, noteTurn, noteMode };
    const live = new LiveSession({
      process,
      reader: createReader(),
      log,
      clock,
      slug: this.#context.slugOf(process.spec.cwd),
      teller: {
        tell: (signal, state) => {
          if (signal.kind === 'turn_ended') this.#crashes = 0;
          return tellSignal(told, signal, state);
        },
        settled: () => this.#settled(live),
      },
      before,
    });
    this.#live = live;
    this.#idle.begin();
    live.follow();
    process.exited.then(
      (exit) => this.#later(this.gate.run(() => this.#ended(live, exit))),
      (error: unknown) => this.#warn('end of process not seen', error),
    );
    return live;
  }

  /** Hands the next prompt over when the process is free; starts it when there is none. */
  pump(): Promise<void> {
    return this.gate.run(() => this.#pump()).catch((error: unknown) => this.#failQueued(error));
  }

  async #pump(): Promise<void> {
    const { prompts } = this.#context;
    const [next] = prompts.queued(this.sessionId);
    if (next === undefined) this.#context.places.offer();
    if (next === undefined || this.#detached || this.#closing !== undefined) return;
    if (this.#live === undefined && !(await this.#startForQueue())) return;
    const live = this.#live;
    if (live === undefined || !live.process.isAlive || !live.state.isFree) return;
    const { pid } = live.process;
    if (next.handed_to !== undefined && next.handed_to !== pid && (await this.#context.hasRecord(next))) {
      this.#context.endPrompt(next, { state: 'error', error: processExit('Its process ended in its turn') });
      return await this.#pump();
    }
    this.#idle.end();
    prompts.hand(next, pid);
    try {
      await live.hand(next);
    } catch (error) {
      this.#warn('prompt not handed over', error);
      await live.process.end();
    }
  }

  /** Resolves to false when there is no place yet: then it is tried again when there is one. */
  async #startForQueue(): Promise<boolean> {
    try {
      await this.start(await this.#context.resumeSpec(this.sessionId));
      this.#context.tell(this.sessionId, { type: 'session.updated', status: 'live' });
      return true;
    } catch (error) {
      if (!(error instanceof CodezError) || error.code !== 'busy') throw error;
      this.#context.places.wait(this.sessionId, () => void this.pump());
      return false;
    }
  }

  #failQueued(error: unknown): void {
    if (this.#detached) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#context.noteEnd(this.sessionId, message);
    this.#context.tell(this.sessionId, { type: 'session.error', code: 'start_failed', message });
    for (const prompt of this.#context.prompts.queued(this.sessionId)) {
      this.#context.endPrompt(prompt, { state: 'error', error: processExit(message) });
    }
  }

  /**
   * Ends the process, and the prompts that wait for one; resolves to whether there was a process. Idle closings
   * happen only while it is idle, when nothing waits.
   */
  close(reason: CloseReason, onlyIdle = false): Promise<boolean> {
    return this.gate.run(async () => {
      const live = this.#live;
      if (onlyIdle && this.idleSince === undefined) return false;
      if (live === undefined) {
        for (const prompt of this.#context.prompts.queued(this.sessionId)) {
          this.#context.endPrompt(prompt, { state: 'aborted' });
        }
        return false;
      }
      this.#closing = reason;
      try {
        await live.process.end();
        await this.#ended(live, await live.process.exited);
      } finally {
        this.#closing = undefined;
      }
      return true;
    });
  }

  async giveUp(): Promise<void> {
    await this.close('place_needed', true);
  }

  /** Lets go of the process, which goes on. */
  detach(): void {
    this.#detached = true;
    this.#idle.end();
    this.#live?.process.detach();
  }

  #settled(live: LiveSession): void {
    if (this.#detached || this.#live !== live) return;
    const { changes, places } = this.#context;
    changes.tell(this.sessionId);
    if (live.state.isFree && this.#hasQueued()) void this.pump();
    else if (live.state.isUnused) {
      this.#idle.begin();
      if (live.outputBytes > CUT_BYTES) this.#later(this.gate.run(() => this.#cut(live)));
    } else {
      this.#idle.end();
      return;
    }
    places.offer();
  }

  async #cut(live: LiveSession): Promise<void> {
    if (this.#live !== live || !live.state.isUnused) return;
    await this.#context.kept();
    await live.process.cut();
  }

  async #ended(live: LiveSession, exit: ProcessExit): Promise<void> {
    if (this.#live !== live || this.#detached) return;
    this.#live = undefined;
    this.#idle.end();
    const reason = this.#closing ?? 'exit';
    if (reason === 'exit') this.#crashes += 1;
    endSession(this.#context, {
      sessionId: this.sessionId,
      state: live.state,
      exit,
      reason,
      givesUp: this.#crashes >= MAX_CRASHES,
      isTold: live.hasToldEnd,
    });
    // One that died by itself has left the tools it was running.
    if (reason === 'exit') await live.process.end().catch((error: unknown) => this.#warn('tools not ended', error));
    await this.#context.kept();
    await live.process.remove().catch((error: unknown) => this.#warn('run directory not removed', error));
    this.#context.places.release(this.sessionId);
    this.#context.changes.tell(this.sessionId);
    if (this.#hasQueued()) void this.pump();
  }

  /** For work nobody waits for. */
  #later(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#warn('session not looked after', error));
  }

  #hasQueued(): boolean {
    return this.#context.prompts.hasQueued(this.sessionId);
  }

  #warn(message: string, error: unknown): void {
    this.#context.logger.warn(message, { session: this.sessionId, error: String(error) });
  }
}
