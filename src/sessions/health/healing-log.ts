import { isJsonObject } from '../../core/json-object.ts';
import type { Logger } from '../../core/logger.ts';
import type { Document, Store } from '../../storage/store.ts';
import type { HealthAction } from '../health.ts';

const MAX_ACTIONS = 100;
const MAX_DETAILS_BYTES = 1024;

/** What the self-healing loop did, the last 100. */
export interface HealingLog {
  add(action: HealthAction): void;
  newestFirst(): readonly HealthAction[];
}

interface StoredLog {
  /** Oldest first. */
  readonly actions: readonly HealthAction[];
}

/** Opens the log in the document `healing`; without one (the file is damaged) it lasts as long as this process. */
export async function openHealingLog(store: Pick<Store, 'document'>, logger: Logger): Promise<HealingLog> {
  let document: Document<StoredLog> | undefined;
  try {
    document = await store.document('healing', { initial: { actions: [] }, parse: parseLog });
  } catch (error) {
    logger.warn('what was mended before is not known', { error: (error as Error).message });
  }
  let actions = document?.read().actions ?? [];
  return {
    add(action) {
      actions = [...actions, withSmallDetails(action)].slice(-MAX_ACTIONS);
      document
        ?.update(() => ({ actions }))
        .catch((error: Error) => logger.warn('what was mended was not kept', { error: error.message }));
    },
    newestFirst: () => [...actions].reverse(),
  };
}

function withSmallDetails(action: HealthAction): HealthAction {
  if (Buffer.byteLength(JSON.stringify(action.details)) <= MAX_DETAILS_BYTES) return action;
  return { ...action, details: { truncated: true } };
}

function parseLog(value: unknown): StoredLog {
  const actions = isJsonObject(value) && Array.isArray(value['actions']) ? value['actions'] : [];
  return { actions: actions.filter(isAction).slice(-MAX_ACTIONS) };
}

function isAction(value: unknown): value is HealthAction {
  return (
    isJsonObject(value) &&
    typeof value['at'] === 'string' &&
    typeof value['action'] === 'string' &&
    isJsonObject(value['details'])
  );
}
