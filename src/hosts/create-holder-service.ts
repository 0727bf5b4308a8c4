import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { ActivityBook } from './activity-book.ts';
import { makeApiKey } from './api-key.ts';
import { changeHolder } from './changed-holder.ts';
import { collectionOf, type HolderCollections, type HolderKind, holderId } from './holder-collections.ts';
import type { HolderIndex } from './holder-index.ts';
import type { HolderService, HolderStatus, SpaceNotes } from './holder-service.ts';
import type { KeyHolder, StoredKey } from './key-holder.ts';
import type { NameBook } from './name-book.ts';
import { checkAddress, checkWindowSeconds, toHolder } from './new-holder.ts';
import { closeWindow, FIRST_WINDOW_SECONDS, openWindow, type SlidingWindow } from './sliding-window.ts';
import { OWNER_SPACE } from './space-access.ts';

export interface HolderServiceOptions {
  readonly collections: HolderCollections;
  readonly index: HolderIndex;
  readonly activity: ActivityBook;
  readonly names: NameBook;
  readonly notes: SpaceNotes;
  readonly clock: Clock;
  /** Returns so many random bytes. */
  readonly randomBytes: (size: number) => Buffer;
}

/** Returns the owner's operations on hosts and users. */
export function createHolderService(options: HolderServiceOptions): HolderService {
  const { collections, index, activity, names, notes, clock, randomBytes } = options;

  const statusOf = (holder: KeyHolder, count = notes.count(holder.space)): HolderStatus => {
    const window = holder.window && index.find(holderId(holder))?.window;
    return {
      holder,
      activity: activity.get(holderId(holder)),
      ...(holder.window &&
        window && { window: { isOpen: window.isOpen(), seconds: holder.window.seconds, openUntil: window.openUntil } }),
      notes: count,
    };
  };
  const change = async (
    kind: HolderKind,
    name: string,
    make: (holder: KeyHolder) => KeyHolder,
  ): Promise<HolderStatus> => {
    const changed = await collectionOf(collections, kind).update(name, (current) => {
      if (current === undefined) throw unknownHolder(kind, name);
      const value = make(current);
      checkGrants(value, collections.spaces);
      checkSubjects(value, index);
      return { action: 'put', value, result: value };
    });
    return statusOf(changed);
  };
  const changeWindow = (
    kind: HolderKind,
    name: string,
    move: (window: SlidingWindow) => SlidingWindow,
  ): Promise<HolderStatus> =>
    change(kind, name, (holder) => {
      if (holder.window === undefined) throw noWindow(name);
      return { ...holder, window: move(holder.window) };
    });
  const newKey = (): { key: string; stored: StoredKey } => {
    for (;;) {
      const made = makeApiKey(randomBytes(32));
      if (index.findKey(made.stored.prefix) === undefined) return made;
    }
  };

  return {
    add: (input) =>
      names.take(input.name, input.kind, async () => {
        const made = input.withKey === false ? undefined : newKey();
        const holder = toHolder(input, made?.stored, clock);
        checkGrants(holder, collections.spaces);
        checkSubjects(holder, index);
        await collectionOf(collections, input.kind).put(holder.name, holder);
        return { ...statusOf(holder), ...(made && { key: made.key }) };
      }),

    list(kind) {
      const counts = notes.counts();
      return [...collectionOf(collections, kind).entries()]
        .map(([, holder]) => statusOf(holder, counts.get(holder.space) ?? 0))
        .sort((one, other) => (one.holder.name < other.holder.name ? -1 : 1));
    },

    get(kind, name) {
      const holder = collectionOf(collections, kind).get(name);
      if (holder === undefined) throw unknownHolder(kind, name);
      return statusOf(holder);
    },

    async rotate(kind, name, { graceSeconds = 0, unbind = false }) {
      const { key, stored } = newKey();
      const status = await change(kind, name, ({ key: former, former_key: _, ...holder }) => ({
        ...holder,
        key: stored,
        ...(former !== undefined && graceSeconds > 0
          ? { former_key: { ...former, valid_until: clock() + graceSeconds * 1000 } }
          : {}),
        ...(unbind ? { bound: {} } : {}),
      }));
      return { ...status, key };
    },

    change: (kind, name, wanted) => change(kind, name, (holder) => changeHolder(holder, wanted, clock())),

    openWindow: async (kind, name, seconds = FIRST_WINDOW_SECONDS) => {
      checkWindowSeconds(seconds);
      return await changeWindow(kind, name, (window) => {
        // One that is over by a clock that was set back since is over, whatever its record says.
        const isOver = index.find(holderId({ kind, name }))?.window?.isOpen() === false;
        return openWindow(isOver ? closeWindow(window) : window, clock(), seconds);
      });
    },

    closeWindow: (kind, name) => changeWindow(kind, name, closeWindow),

    bind: async (kind, name, address) => {
      const { family, network } = checkAddress(address);
      return await change(kind, name, (holder) => ({ ...holder, bound: { ...holder.bound, [family]: network } }));
    },

    unbind: (kind, name) => change(kind, name, (holder) => ({ ...holder, bound: {} })),

    async remove(kind, name, { deleteNotes = false }) {
      const space = await collectionOf(collections, kind).update(name, (current) => {
        if (current === undefined) throw unknownHolder(kind, name);
        return { action: 'delete', result: current.space };
      });
      await activity.forget(holderId({ kind, name }));
      // A client of the owner's own leaves the owner's notes alone.
      if (space === OWNER_SPACE) return { name, space, notesKept: 0, notesDeleted: 0 };
      const notesDeleted = deleteNotes ? await notes.clear(space) : 0;
      return { name, space, notesKept: notes.count(space), notesDeleted };
    },
  };
}

/** @throws CodezError `not_found` for a grant of a space that does not exist */
function checkGrants({ shared }: KeyHolder, spaces: Collection<unknown>): void {
  const missing = Object.keys(shared).find((space) => spaces.get(space) === undefined);
  if (missing === undefined) return;
  throw new CodezError(
    'not_found',
    `There is no shared space ${missing}`,
    `Make it first: \`codez space add ${missing}\`.`,
  );
}

/** @throws CodezError `conflict` for a person whose tokens act for somebody else */
function checkSubjects({ kind, name, subjects = [] }: KeyHolder, index: HolderIndex): void {
  for (const subject of subjects) {
    const other = index.findSubject(subject);
    if (other === undefined || other.id === holderId({ kind, name })) continue;
    throw new CodezError(
      'conflict',
      `The tokens of ${subject.sub} act for the ${other.holder.kind} ${other.holder.name} already`,
      `Unlink them there first: \`codez user update ${other.holder.name} --unlink ${subject.sub}\`.`,
    );
  }
}

function unknownHolder(kind: HolderKind, name: string): CodezError {
  return new CodezError(
    'not_found',
    `There is no ${kind} named ${JSON.stringify(name.slice(0, 64))}`,
    `See \`codez ${kind} list\`.`,
  );
}

function noWindow(name: string): CodezError {
  return new CodezError(
    'conflict',
    `${name} is not insecure: it needs no window`,
    'Only hosts added with --insecure have one.',
  );
}
