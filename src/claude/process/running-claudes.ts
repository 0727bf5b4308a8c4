/** A Claude Code process of this machine as its own registry `<config>/sessions/<pid>.json` tells it. */
export interface RunningClaude {
  readonly pid: number;
  readonly sessionId: string;
  readonly cwd?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly status?: string;
  readonly waitingFor?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
}
