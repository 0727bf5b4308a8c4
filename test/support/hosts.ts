import { randomBytes } from 'node:crypto';
import { createHosts, type Hosts } from '../../src/app/create-hosts.ts';
import type { Logger } from '../../src/core/logger.ts';
import type { Principal } from '../../src/core/principal.ts';
import type { KeyHolder } from '../../src/hosts/key-holder.ts';
import type { KeyVerdict } from '../../src/hosts/key-ring.ts';
import type { SharedSpace } from '../../src/hosts/shared-space.ts';
import { createSpaceRights, type SpaceRights } from '../../src/hosts/space-access.ts';
import type { Memory } from '../../src/memories/memory-service.ts';
import type { Collection } from '../../src/storage/collection.ts';
import type { JsonStore } from '../../src/storage/json-store.ts';
import { scratchFolder } from './scratch.ts';
import { collectLogger, withStore } from './store.ts';

/** A clock that stands still until it is moved. */
export interface MovableClock {
  /** Milliseconds since the epoch. */
  now: number;
  /** Milliseconds that nobody sets back. */
  monotonic: number;
  /** Time goes on, by both. */
  pass(ms: number): void;
}

export function movableClock(now = Date.UTC(2026, 0, 31, 12)): MovableClock {
  return {
    now,
    monotonic: 1000,
    pass(ms) {
      this.now += ms;
      this.monotonic += ms;
    },
  };
}

/** Hosts, users and spaces over a store of their own. */
export interface TestHosts extends Hosts {
  readonly store: JsonStore;
  readonly clock: MovableClock;
  readonly records: Collection<KeyHolder>;
  readonly notes: Collection<Memory>;
  /** Which spaces holders may use. */
  readonly rights: SpaceRights;
  readonly lines: readonly string[];
  /** Adds a host and returns its key. */
  addHost(
    name: string,
    more?: Omit<Parameters<Hosts['operations']['holders']['add']>[0], 'kind' | 'name'>,
  ): Promise<string>;
  /** Puts a note into a space. */
  putNote(space: string, id: string): Promise<void>;
}

/** Opens hosts in `home` (a new one by default), hands them over, and closes the store. */
export async function withHosts<R>(
  use: (hosts: TestHosts) => Promise<R>,
  { home = scratchFolder(), clock = movableClock() }: { readonly home?: string; readonly clock?: MovableClock } = {},
): Promise<R> {
  const lines: string[] = [];
  return await withStore(
    home,
    async (store) => {
      const logger: Logger = collectLogger(lines);
      const notes = await store.collection<Memory>('notes');
      const records = await store.collection<KeyHolder>('hosts');
      const hosts = await createHosts(store, {
        notes,
        clock: () => clock.now,
        monotonic: () => clock.monotonic,
        logger,
        mcpUrl: () => 'http://127.0.0.1:4097/mcp',
        randomBytes,
      });
      const handed: TestHosts = {
        ...hosts,
        store,
        clock,
        records,
        notes,
        rights: createSpaceRights(await store.collection<SharedSpace>('spaces')),
        lines,
        async addHost(name, more = {}) {
          return (await hosts.operations.holders.add({ kind: 'host', name, ...more })).key ?? '';
        },
        async putNote(space, id) {
          await notes.put(`${space}/${id}`, { id, space } as Memory);
        },
      };
      try {
        return await use(handed);
      } finally {
        hosts.close();
      }
    },
    { clock: () => clock.now },
    lines,
  );
}

/** Returns how a verdict reads: `unknown`, `allowed`, `bind` (allowed, needs binding), or the words of the refusal. */
export function readVerdict(verdict: KeyVerdict): string {
  if (verdict.outcome === 'unknown') return 'unknown';
  if (verdict.outcome === 'refused') return verdict.error.message;
  return verdict.needsBinding ? 'bind' : 'allowed';
}

/** Returns the principal of an allowed verdict. */
export function principalIn(verdict: KeyVerdict): Principal {
  if (verdict.outcome !== 'allowed') throw new Error(`not allowed: ${readVerdict(verdict)}`);
  return verdict.principal;
}
