import type { AccessLog } from '../audit/access-log.ts';
import type { HolderService } from '../hosts/holder-service.ts';
import type { SpaceService } from '../hosts/space-service.ts';
import type { MemoryService } from '../memories/memory-service.ts';
import type { PeopleService } from '../people/people.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { AppStateService } from '../sessions/app-state.ts';
import type { EventLog } from '../sessions/events/event-log.ts';
import type { PollPositions } from '../sessions/events/poll-positions.ts';
import type { HealthService } from '../sessions/health.ts';
import type { HookService } from '../sessions/hooks/hook-service.ts';
import type { SessionService } from '../sessions/session-service.ts';

/** What the operations work on; made by the composition root. */
export interface Services {
  readonly memories: MemoryService;
  readonly sessions: SessionService;
  readonly events: EventLog;
  readonly pollPositions: PollPositions;
  readonly hooks: HookService;
  /** Whose tokens act for the owner. */
  readonly people: PeopleService;
  readonly state: AppStateService;
  readonly health: HealthService;
  /** The full text of all transcripts. */
  readonly index: SearchIndex;
  /** Hosts, users and shared spaces. */
  readonly hosts: HostOperations;
  readonly store: StoreMaintenance;
  readonly server: { status(): Promise<ServerStatus> };
  readonly accessLog: AccessLog;
  readonly logins: LoginService;
}

/** Ways for the owner to sign in to the pages. */
export interface LoginService {
  /** @throws CodezError `unavailable` where there is no page to open; `via` is a forwarded port of this machine */
  createLink(via: number | undefined): { readonly url: string; readonly expires_at: string };
}

/** What the `host_*`, `user_*` and `space_*` operations need. */
export interface HostOperations {
  readonly holders: HolderService;
  readonly spaces: SpaceService;
  /** `/mcp` of this server as hosts reach it: by the public URL, else as far as is known. */
  mcpUrl(): string;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** State of the process that owns the data directory. */
export interface ServerStatus {
  readonly running: boolean;
  readonly version: string;
  readonly pid: number;
  readonly url?: string;
  readonly started_at: string;
  readonly home: string;
  /** Whether requests from this machine need no credential. */
  readonly loopback: 'on' | 'off';
  readonly store: { state: 'ok' | 'degraded' | 'read_only'; problems: { at: string; file: string; message: string }[] };
  readonly notes: number;
  readonly sessions: { live: number; mirror: number };
  readonly disk: { free_bytes: number; total_bytes: number };
}

/** Upkeep of the data directory, as the `store_*` operations need it. */
export interface StoreMaintenance {
  verify(): Promise<VerifyReport>;
  compact(
    signal: AbortSignal,
  ): Promise<{ collections: { name: string; records: number; bytes_before: number; bytes_after: number }[] }>;
  /** `target` must not exist; a consistent copy of the data directory is written there while writes go on. */
  backup(target: string, signal: AbortSignal): Promise<{ target: string; files: number; bytes: number }>;
  /** Returns the records people made as one document, or writes it to the new file `target`. */
  export(
    request: { host?: string | undefined; space?: string | undefined; target?: string | undefined },
    signal: AbortSignal,
  ): Promise<{ records: number; bytes: number; target?: string; document?: ExportedStore }>;
  /** Takes an exported document, or the file `source` that holds it: all of it or, when a record is wrong, none. */
  import(
    request: {
      source?: string | undefined;
      document?: unknown;
      mode: 'newer' | 'overwrite';
      withRights?: boolean | undefined;
    },
    signal: AbortSignal,
  ): Promise<{ created: number; updated: number; unchanged: number; kept: number; withheld?: number }>;
}

/** An export of the store. */
export interface ExportedStore {
  codez: 'export';
  schema: number;
  store_id: string;
  exported_at: string;
  collections: Record<string, { key: string; value: unknown }[]>;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly files: {
    readonly file: string;
    readonly records: number;
    readonly bytes: number;
    readonly problems: string[];
  }[];
}
