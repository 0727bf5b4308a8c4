/** A Claude Code process of this machine as its own registry `<config>/sessions/<pid>.json` tells it. */
export interface RunningClaude {
  readonly pid: number;
  readonly sessionId: string;
  readonly cwd?: string;
  readonly kind?: string;
  /** How it was started: `cli` in a terminal, `sdk-...` where nobody sits before it. */
  readonly entrypoint?: string;
  readonly name?: string;
  readonly status?: string;
  readonly waitingFor?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
}
