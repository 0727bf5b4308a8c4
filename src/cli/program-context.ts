import type { CommandEntry } from './define-command.ts';
import type { Environment, Io } from './io.ts';

/** What every command runs in. */
export interface ProgramContext {
  readonly commands: readonly CommandEntry[];
  readonly env: Environment;
  readonly io: Io;
  readonly version: string;
  readonly exitWith: (code: number) => void;
}
