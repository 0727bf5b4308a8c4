/** Where an entry is written: for the person (`user`) or for the folder the command runs in (`project`). */
export type ConfigScope = 'user' | 'project';

/** Everything a target may ask of the machine; nothing in this folder reads the process's own. */
export interface ClientSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path; `project` files are below it. */
  readonly cwd: string;
  /** Absolute path of the person's home directory. */
  readonly homeDir: string;
  /** Decides where some clients keep their files; `linux` when left out. */
  readonly platform?: NodeJS.Platform;
  /** Absolute paths of node and `bin/codez.js`, for clients that start a process. */
  readonly launcher?: { readonly node: string; readonly codez: string };
}

/** What a client is told about the server, before it is put into the client's own words. */
export interface ServerEntry {
  readonly name: string;
  /** Address of `/mcp`, with `?tools=` when the list is narrowed. */
  readonly url: string;
  /** Name of the environment variable that holds the key. */
  readonly keyEnv?: string;
  /** The key itself; only when the person asked for it to be written. */
  readonly key?: string;
}

/** How values are found in and written into the text of one kind of file; all functions are pure. */
export interface EntryFormat {
  /**
   * Returns the text as plain objects, `{}` for a text without content.
   * @throws SyntaxFault with the position of the first error.
   */
  parse(text: string): unknown;
  /**
   * Returns `text` with the value at `path` inserted or replaced, all else as before.
   * @throws SyntaxFault when the text is invalid or has something else where `path` leads.
   */
  set(text: string, path: readonly string[], value: EntryContent): string;
  /** Returns `text` without the value at `path`, all else as before; the same text when there is none. */
  remove(text: string, path: readonly string[]): string;
}

export type EntryValue = { readonly [key: string]: EntryContent };
export type EntryContent = string | number | boolean | readonly EntryContent[] | EntryValue;

/** One file a target writes, and what it writes there. */
export interface ManagedEntry {
  /** Absolute path. */
  readonly file: string;
  /** Another name of the file, used instead of `file` when there is such a file. */
  readonly preferred?: string;
  readonly format: EntryFormat;
  readonly path: readonly string[];
  readonly value: EntryValue;
  /** Keys of the entry that are ours: those absent from `value` are removed, other keys of the entry are kept. */
  readonly owned: readonly string[];
  /** Mode of the file when it has to be made: 0600, or 0644 for what a project shares. */
  readonly newFileMode: number;
}

/** One client whose configuration can be patched. */
export interface ClientTarget {
  readonly id: string;
  /** As its users call it. */
  readonly title: string;
  readonly scopes: readonly ConfigScope[];
  /** Returns the entries to write for `scope`, the one the client reads first. */
  entries(entry: ServerEntry, scope: ConfigScope, surroundings: ClientSurroundings): readonly ManagedEntry[];
  /** Returns what the person should know after a change, one sentence each. */
  notes(scope: ConfigScope, surroundings: ClientSurroundings): readonly string[];
}

/** A position in a file that cannot be read as what it should be; both from 1. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  readonly line: number;
  readonly column: number;

  constructor(reason: string, line: number, column: number) {
    super(reason);
    this.line = line;
    this.column = column;
  }
}
