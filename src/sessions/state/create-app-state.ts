import { CodezError } from '../../core/errors.ts';
import { isJsonObject } from '../../core/json-object.ts';
import type { Logger } from '../../core/logger.ts';
import type { Document, Store } from '../../storage/store.ts';
import type { AppState, AppStateService } from '../app-state.ts';
import { checkPatch, checkState, EMPTY_STATE, MAX_RECENT_CWDS, type PatchedState } from './check-state.ts';
import { mergePatch } from './merge-patch.ts';

/**
 * Opens the state in the document `state`. A damaged file is told by every use of the state, and by nothing else:
 * sessions and notes go on without it.
 */
export async function createAppStateService(store: Pick<Store, 'document'>, logger: Logger): Promise<AppStateService> {
  let document: Document<AppState>;
  try {
    document = await store.document('state', { initial: { ...EMPTY_STATE, version: 0 }, parse: parseState });
  } catch (error) {
    if (!(error instanceof CodezError)) throw error;
    logger.error('the application state cannot be used', { error: error.message });
    return withoutState(error);
  }

  return {
    read: () => document.read(),
    async patch(patch, ifVersion) {
      checkPatch(patch);
      return await document.update((current) => {
        if (ifVersion !== undefined && ifVersion !== current.version) throw staleVersion(ifVersion, current.version);
        const { version, ...before } = current;
        const after = checkState(mergePatch(before, patch));
        const isChanged = JSON.stringify(after) !== JSON.stringify(before);
        return { ...after, version: isChanged ? version + 1 : version };
      });
    },
    noteCwd(cwd) {
      document
        .update(({ version, ...state }) => ({ ...checkState(withCwd(state, cwd)), version }))
        .catch((error: Error) => logger.warn('a folder was not noted', { error: error.message }));
    },
  };
}

function withCwd(state: PatchedState, cwd: string): PatchedState {
  const others = state.recent_cwds.filter((other) => other !== cwd);
  return { ...state, recent_cwds: [cwd, ...others].slice(0, MAX_RECENT_CWDS) };
}

function parseState(value: unknown): AppState {
  const version = isJsonObject(value) ? value['version'] : undefined;
  if (typeof version !== 'number' || !Number.isSafeInteger(version)) throw unusable('it has no version');
  try {
    return { ...checkState(value), version };
  } catch (error) {
    throw error instanceof CodezError ? unusable(error.message) : error;
  }
}

function unusable(reason: string): CodezError {
  return new CodezError(
    'unavailable',
    `state.json cannot be used: ${reason}`,
    'Stop codez and repair the file, or move it away to begin anew.',
  );
}

function withoutState(reason: CodezError): AppStateService {
  const refuse = (): never => {
    throw reason;
  };
  return { read: refuse, patch: async () => refuse(), noteCwd: () => {} };
}

function staleVersion(given: number, current: number): CodezError {
  return new CodezError(
    'conflict',
    `The state is at version ${current}, not ${given}`,
    'Read it with get_state, then send the patch again with its version.',
  );
}
