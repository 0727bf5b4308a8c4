import type { StreamSignal } from '../../claude/stream/stream-signal.ts';
import type { SessionActivity } from '../session-service.ts';
import type { OpenPermission } from './open-permission.ts';

/**
 * What a process is doing, as its output tells it. Claude Code joins prompts that it finds waiting into one turn, and
 * takes one that comes in the middle of a turn into that turn: so it is given one prompt at a time, between turns.
 */
export class TurnState {
  /** The prompt that was written and whose turn has not begun. */
  handed: string | undefined;
  /** The prompt whose turn runs. */
  current: string | undefined;
  /** Requests that wait for an answer, by id, oldest first. */
  readonly permissions = new Map<string, OpenPermission>();
  /** Requests that an earlier server has answered, by id: true until the process has heard the answer. */
  readonly answeredBefore = new Map<string, boolean>();
  readonly #wasAnswered: (requestId: string) => boolean;
  #isTurn = false;
  #agents = 0;

  /** `wasAnswered` knows the requests that an earlier server has answered. */
  constructor(wasAnswered: (requestId: string) => boolean = () => false) {
    this.#wasAnswered = wasAnswered;
  }

  /** True when the next prompt can be handed over. */
  get isFree(): boolean {
    return !this.#isTurn && this.handed === undefined;
  }

  /** True when nothing would be lost with the process: no turn, no question, and no sub-agent in the background. */
  get isUnused(): boolean {
    return this.isFree && this.permissions.size === 0 && this.#agents === 0;
  }

  get activity(): SessionActivity {
    if (this.permissions.size > 0) return 'waiting';
    return this.isFree ? 'idle' : 'running';
  }

  /** Requests that end with the turn: what a sub-agent in the background asks outlives the turn it was started in. */
  turnPermissions(): string[] {
    const asked = [...this.permissions.values()];
    return asked.filter(({ agentId }) => agentId === undefined || this.#agents === 0).map(({ requestId }) => requestId);
  }

  /** Takes what a record says; `now` is when it was read. */
  apply(signal: StreamSignal, now: number): void {
    switch (signal.kind) {
      case 'init':
        this.#isTurn = true;
        break;
      case 'prompt_started':
        this.#isTurn = true;
        this.current = signal.uuid;
        if (this.handed === signal.uuid) this.handed = undefined;
        break;
      case 'permission_requested': {
        const { kind: _kind, ...request } = signal;
        if (this.#wasAnswered(signal.requestId)) this.answeredBefore.set(signal.requestId, true);
        else this.permissions.set(signal.requestId, { ...request, since: now });
        break;
      }
      case 'permission_closed':
        this.permissions.delete(signal.requestId);
        if (this.answeredBefore.has(signal.requestId)) this.answeredBefore.set(signal.requestId, false);
        break;
      case 'agents_changed':
        this.#agents = signal.count;
        break;
      case 'prompt_finished':
        if (this.handed === signal.uuid) this.handed = undefined;
        break;
      case 'turn_ended':
        this.#isTurn = false;
        this.current = undefined;
        for (const requestId of this.turnPermissions()) this.permissions.delete(requestId);
        break;
    }
  }
}
