/** The part of the process a command line may use; handed to `main` by `bin/codez.js`. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly cwd: string;
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
  readonly pid: number;
  /** Absolute paths that start this program again. */
  readonly launcher: { readonly node: string; readonly codez: string };
  /** Where SIGINT and SIGTERM are announced. */
  readonly signals: {
    on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
    off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  };
  /** Ends the process at once, for a second signal. */
  readonly exit: (code: number) => never;
}

/** Environment variables as the process was given them. */
export type Environment = Readonly<Record<string, string | undefined>>;
