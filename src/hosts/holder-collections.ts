import type { Collection } from '../storage/collection.ts';
import type { Store } from '../storage/store.ts';
import type { HolderActivity } from './holder-activity.ts';
import type { KeyHolder } from './key-holder.ts';
import type { SharedSpace } from './shared-space.ts';

/** Where hosts, users and spaces are kept: names of one are never those of another. */
export interface HolderCollections {
  readonly hosts: Collection<KeyHolder>;
  readonly users: Collection<KeyHolder>;
  readonly spaces: Collection<SharedSpace>;
  /** Last use, addresses and counts by `host:NAME` or `user:NAME`, written behind. */
  readonly activity: Collection<HolderActivity>;
}

export type HolderKind = KeyHolder['kind'];

/** Opens the collections of a data directory. */
export async function openHolderCollections(store: Store): Promise<HolderCollections> {
  const [hosts, users, spaces, activity] = await Promise.all([
    store.collection<KeyHolder>('hosts'),
    store.collection<KeyHolder>('users'),
    store.collection<SharedSpace>('spaces'),
    store.collection<HolderActivity>('holder-activity'),
  ]);
  return { hosts, users, spaces, activity };
}

/** Returns where holders of a kind are kept. */
export function collectionOf(collections: HolderCollections, kind: HolderKind): Collection<KeyHolder> {
  return kind === 'host' ? collections.hosts : collections.users;
}

/** Returns the id of a holder, as principals and the access log name it. */
export function holderId({ kind, name }: Pick<KeyHolder, 'kind' | 'name'>): string {
  return `${kind}:${name}`;
}
