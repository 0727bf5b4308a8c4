import { isSessionId } from '../../claude/transcripts/transcripts.ts';
import { CodezError } from '../../core/errors.ts';
import { isJsonObject } from '../../core/json-object.ts';
import type { AppState, Marker } from '../app-state.ts';

const MAX_STATE_BYTES = 256 * 1024;
const MAX_STATE_DEPTH = 16;
export const MAX_RECENT_CWDS = 20;

/** The part of the state that patches change. */
export type PatchedState = Omit<AppState, 'version'>;

export const EMPTY_STATE: PatchedState = { markers: {}, preferences: {}, recent_cwds: [] };

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const MARKER_FIELDS: Readonly<
  Record<keyof Marker, { readonly type: string; readonly max?: number; isNeeded: boolean }>
> = {
  id: { type: 'string', max: 128, isNeeded: true },
  message_id: { type: 'string', max: 128, isNeeded: true },
  label: { type: 'string', max: 200, isNeeded: false },
  note: { type: 'string', max: 16_384, isNeeded: false },
  created_at: { type: 'string', max: 40, isNeeded: true },
  resolved: { type: 'boolean', isNeeded: false },
};

/**
 * Refuses what no patch may hold, wherever it stands: names that reach a prototype, more than 16 levels, top-level
 * names that the state does not have.
 * @throws CodezError `invalid`
 */
export function checkPatch(patch: unknown): asserts patch is Readonly<Record<string, unknown>> {
  if (!isJsonObject(patch)) throw invalid('patch', 'must be an object');
  const known = Object.keys(EMPTY_STATE);
  for (const name of Object.keys(patch)) {
    if (name === 'version') throw invalid('patch.version', 'is counted by codez; send if_version to guard a change');
    if (!FORBIDDEN.has(name) && !known.includes(name)) {
      throw invalid(`patch.${name}`, `is no part of the state; it has ${known.join(', ')}`);
    }
  }
  checkNames(patch, 'patch', 1);
}

function checkNames(value: unknown, path: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_STATE_DEPTH) throw invalid(path, `is nested deeper than ${MAX_STATE_DEPTH} levels`);
  for (const [name, member] of Object.entries(value)) {
    if (FORBIDDEN.has(name)) throw invalid(`${path}.${name}`, 'this name is refused');
    checkNames(member, `${path}.${name}`, depth + 1);
  }
}

/**
 * Returns `value` as a state, a part that is missing empty.
 * @throws CodezError `invalid` for wrong types, `too_large` above 256 KiB
 */
export function checkState(value: unknown): PatchedState {
  if (!isJsonObject(value)) throw invalid('state', 'must be an object');
  const { markers = {}, preferences = {}, recent_cwds: recentCwds = [] } = value;
  const state = {
    markers: checkMarkers(markers),
    preferences: checkPreferences(preferences),
    recent_cwds: checkRecentCwds(recentCwds),
  };
  checkNames(state, 'state', 1);
  const bytes = Buffer.byteLength(JSON.stringify(state));
  if (bytes <= MAX_STATE_BYTES) return state;
  throw new CodezError(
    'too_large',
    `The state would take ${bytes} bytes, and ${MAX_STATE_BYTES} is the most`,
    'Delete something first: null deletes.',
  );
}

function checkPreferences(value: unknown): AppState['preferences'] {
  if (isJsonObject(value)) return value;
  throw invalid('preferences', 'must be an object');
}

function checkRecentCwds(value: unknown): string[] {
  const isList = Array.isArray(value) && value.every((cwd) => typeof cwd === 'string' && cwd.length <= 4096);
  if (isList && value.length <= MAX_RECENT_CWDS) return value;
  throw invalid('recent_cwds', `must be a list of at most ${MAX_RECENT_CWDS} paths`);
}

function checkMarkers(value: unknown): AppState['markers'] {
  if (!isJsonObject(value)) throw invalid('markers', 'must be an object: session id → list of markers');
  for (const [sessionId, markers] of Object.entries(value)) {
    if (!isSessionId(sessionId)) throw invalid(`markers.${sessionId}`, 'is no session id (a UUID in lower case)');
    if (!Array.isArray(markers)) throw invalid(`markers.${sessionId}`, 'must be a list of markers');
    for (const [index, marker] of markers.entries()) checkMarker(marker, `markers.${sessionId}.${index}`);
  }
  return value as AppState['markers'];
}

function checkMarker(value: unknown, path: string): void {
  if (!isJsonObject(value)) throw invalid(path, 'must be an object');
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(MARKER_FIELDS, name)) {
      throw invalid(`${path}.${name}`, `is no part of a marker; it has ${Object.keys(MARKER_FIELDS).join(', ')}`);
    }
  }
  for (const [name, { type, max, isNeeded }] of Object.entries(MARKER_FIELDS)) {
    const field = Object.hasOwn(value, name) ? value[name] : undefined;
    if (field === undefined && !isNeeded) continue;
    if (field === undefined) throw invalid(`${path}.${name}`, 'is required');
    if (typeof field !== type) throw invalid(`${path}.${name}`, `must be a ${type}`);
    if (typeof field === 'string' && field.length > (max ?? 0)) {
      throw invalid(`${path}.${name}`, `must have at most ${max} characters`);
    }
  }
  if (Number.isNaN(Date.parse(value['created_at'] as string))) throw invalid(`${path}.created_at`, 'must be a time');
}

function invalid(field: string, problem: string): CodezError {
  const name = field.slice(0, 200);
  return new CodezError('invalid', `${name}: ${problem}`, 'Read the state with get_state and send a corrected patch.', {
    fields: { [name]: [problem] },
  });
}
