/** How a session's process is to be started. */
export interface LaunchSpec {
  readonly sessionId: string;
  readonly cwd: string;
  /** `new`: `--session-id`; `resume`: `--resume`; `fork`: `--resume forkOf --fork-session --session-id`. */
  readonly start: 'new' | 'resume' | 'fork';
  readonly forkOf?: string;
  /** Fork at this transcript record: what follows it is not copied. */
  readonly forkAt?: string;
  readonly permissionMode: string;
  /** False: `--setting-sources user`, so that nothing of the folder runs. */
  readonly trusted: boolean;
  readonly model?: string;
  readonly allowedTools?: readonly string[];
  readonly disallowedTools?: readonly string[];
  readonly maxBudgetUsd?: number;
  readonly effort?: string;
  readonly appendSystemPrompt?: string;
  readonly jsonSchema?: unknown;
  readonly addDirs?: readonly string[];
  readonly fallbackModel?: string;
}

/** Where a record ends in the output of one run; grows strictly within a run. */
export interface OutputPlace {
  /** Identifies this run's output: `<session id>:<run number>`; another one after the output was cut. */
  readonly stream: string;
  /** Byte offset just behind the record's line. */
  readonly offset: number;
}

/** One line of a process' standard output. */
export interface OutputRecord {
  readonly place: OutputPlace;
  /** The parsed object; undefined when the line was no JSON object (`text` then holds its first part). */
  readonly value: Readonly<Record<string, unknown>> | undefined;
  readonly text?: string;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines of standard error, at most 4 KiB. */
  readonly stderr: string;
}

/** One `claude` process reached through its run directory; it outlives this object and this server. */
export interface ClaudeProcess {
  readonly sessionId: string;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly spec: LaunchSpec;
  /** False for a run that had already ended when it was opened: its output can still be read. */
  readonly isAlive: boolean;
  /**
   * Writes one line to standard input; resolves when the pipe has taken all of it.
   * @throws CodezError `unavailable` when the process is gone or does not read for 10 s
   */
  send(message: Readonly<Record<string, unknown>>): Promise<void>;
  /** Reads the output from its start and follows it: every record once, in order, in batches. Called once. */
  follow(onRecords: (records: readonly OutputRecord[]) => void): void;
  /** Resolves when everything written so far has been handed to `follow`'s listener. */
  drain(): Promise<void>;
  /** Resolves when the process has ended and all its output has been handed on to who follows it. */
  readonly exited: Promise<ProcessExit>;
  /** Cuts the output that was read, while the session is idle, if it is large; then the next records have another `stream`. */
  cut(): Promise<void>;
  /** Also for a process that has ended, which may have left tools. SIGTERM, 5 s, SIGKILL to it, its descendants and all that carry its `CLAUDE_PID`; resolves when all are gone. */
  end(): Promise<void>;
  /** Stops following and writing; the process goes on. */
  detach(): void;
  /** Removes the run directory of a process that has ended. */
  remove(): Promise<void>;
}

/** A session whose process could not be gone on with and was ended. */
export interface GivenUp {
  readonly sessionId: string;
  /** False when it was just being started, and nobody had been told of it. */
  readonly wasStarted: boolean;
}

/** Starts processes and finds those of an earlier server. */
export interface ClaudeLauncher {
  /**
   * Starts a process; resolves when it has answered `initialize`. `process.json` is durable before that.
   * @throws CodezError `unavailable` when the binary is missing, cannot be started, exits or is silent for 30 s
   *   (with the last lines of standard error); nothing of it is left running
   */
  launch(spec: LaunchSpec, signal?: AbortSignal): Promise<ClaudeProcess>;
  /** Opens every run an earlier server left, alive or not; what cannot be read is ended and reported. */
  adoptAll(): Promise<{
    readonly processes: readonly ClaudeProcess[];
    readonly problems: readonly string[];
    readonly givenUp: readonly GivenUp[];
  }>;
  /** Path of the binary, or a sentence on why there is none and what to do about it. */
  findBinary(): Promise<{ readonly path: string } | { readonly missing: string }>;
}
