import type { Collection } from './collection.ts';

/** `ok`; `degraded`: damage was found and set aside; `read_only`: an fsync failed, nothing more is written. */
export type StoreState = 'ok' | 'degraded' | 'read_only';

export interface StoreProblem {
  readonly at: number;
  /** File name relative to the data directory. */
  readonly file: string;
  readonly message: string;
}

export interface StoreHealth {
  readonly state: StoreState;
  readonly problems: readonly StoreProblem[];
}

/** One small JSON file: read whole, changed by copy, durable before the change is seen. */
export interface Document<T> {
  read(): T;
  /** Resolves to the new value when it is durable; changes run one after the other. */
  update(change: (current: T) => T): Promise<T>;
}

export interface DocumentOptions<T> {
  /** The value of a file that does not exist. */
  readonly initial: T;
  /** Checks what was read from disk. @throws CodezError when it is not what this version writes. */
  readonly parse: (value: unknown) => T;
}

/** The data directory, owned by this process until `close`. */
export interface Store {
  readonly home: string;
  readonly storeId: string;
  /** Opens (once) the collection `name`, recovering it from disk. Keys match `[^\u0000-\u001f]{1,512}`. */
  collection<T>(name: string): Promise<Collection<T>>;
  /** Opens (once) the document `name`.json. */
  document<T>(name: string, options: DocumentOptions<T>): Promise<Document<T>>;
  health(): StoreHealth;
  /** Waits for all accepted writes, then gives up ownership. Idempotent. */
  close(): Promise<void>;
}
