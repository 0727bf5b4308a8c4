import type { Logger } from '../core/logger.ts';
import type { Collection } from '../storage/collection.ts';
import { type HolderActivity, NO_ACTIVITY, noteUse, type OpenActivity, openActivity } from './holder-activity.ts';
import type { CallNote } from './key-ring.ts';

/** How long calls are counted in memory before the sums are written. */
const WRITE_AFTER_MS = 1_000;

/** What holders did, by `host:NAME` or `user:NAME`: exact at once, on disk within about a second. */
export interface ActivityBook {
  get(id: string): HolderActivity;
  note(id: string, call: CallNote): void;
  /** Forgets a holder, durably. */
  forget(id: string): Promise<void>;
  /** Hands over what is not written yet. */
  close(): void;
}

/** Returns the book over its collection: a holder is written once a second, however much it calls. */
export function createActivityBook(records: Collection<HolderActivity>, logger: Logger): ActivityBook {
  /** What is ahead of its record: the record is not looked at while something stands here. */
  const written = new Map<string, HolderActivity>();
  const counting = new Map<string, OpenActivity>();
  let timer: NodeJS.Timeout | undefined;

  const get = (id: string): HolderActivity => counting.get(id) ?? written.get(id) ?? records.get(id) ?? NO_ACTIVITY;

  const write = (): void => {
    timer = undefined;
    // What was handed over a second ago is the record by now.
    written.clear();
    for (const [id, activity] of counting) {
      try {
        records.putBehind(id, activity);
        written.set(id, activity);
      } catch (error) {
        logger.warn('the use of a key could not be noted', { key: id, error: (error as Error).message });
      }
    }
    counting.clear();
    if (written.size > 0) schedule();
  };
  const schedule = (): void => {
    timer ??= setTimeout(write, WRITE_AFTER_MS).unref();
  };

  return {
    get,
    note(id, call) {
      let activity = counting.get(id);
      if (activity === undefined) {
        activity = openActivity(get(id));
        counting.set(id, activity);
        schedule();
      }
      noteUse(activity, call);
    },
    async forget(id) {
      counting.delete(id);
      written.delete(id);
      await records.delete(id);
    },
    close() {
      clearTimeout(timer);
      write();
      clearTimeout(timer);
    },
  };
}
