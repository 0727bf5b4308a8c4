import { isJsonObject, type JsonObject } from '../core/json-object.ts';
import { PERMISSION_MODES } from '../core/permission-mode.ts';
import { isBindable } from './bound-address.ts';
import { checkHolderName } from './holder-name.ts';
import type { KeyHolder } from './key-holder.ts';
import { checkScopes } from './key-scopes.ts';
import { checkWindowSeconds } from './new-holder.ts';
import { OWNER_SPACE } from './space-access.ts';
import { isSubject } from './subject.ts';

/** What a record of a host or user may have; anything else is refused. A key is none of it. */
const FIELDS = new Set([
  'kind',
  'name',
  'created_at',
  'enabled',
  'expires_at',
  'scopes',
  'space',
  'shared',
  'max_mode',
  'files_all',
  'allow_roaming_ips',
  'bound',
  'window',
  'subjects',
  'accepts_unbound_tokens',
]);

/**
 * Returns what an export holds of a host or user: everything but its keys. Not even their hashes leave this data
 * directory but in a backup of all of it, so that no export lets a key in elsewhere.
 */
export function toExportedHolder({ key: _, former_key: __, ...holder }: KeyHolder): Omit<KeyHolder, 'key'> {
  return holder;
}

/**
 * Returns the record of an imported host or user: one that is on file keeps its keys, a new one has none. Unless
 * `withRights`, an import lets nobody in and gives nobody more: who can come in stays as on file, and no token is linked.
 */
export function toImportedHolder(imported: KeyHolder, current: KeyHolder | undefined, withRights: boolean): KeyHolder {
  if (!withRights && current !== undefined && canComeIn(current)) return current;
  const { key, former_key: former } = current ?? {};
  const { subjects: _, accepts_unbound_tokens: __, ...unlinked } = imported;
  return { ...(withRights ? imported : unlinked), ...(key && { key }), ...(former && { former_key: former }) };
}

function canComeIn({ key, former_key, subjects = [] }: KeyHolder): boolean {
  return key !== undefined || former_key !== undefined || subjects.length > 0;
}

/**
 * Checks a host or user that comes from outside (an import) against all rules of a stored one.
 * @throws Error whose message names the field and what is wrong with it
 */
export function checkStoredHolder(kind: KeyHolder['kind'], key: string, value: unknown): void {
  const holder = value as JsonObject;
  const unknown = Object.keys(holder).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) throw new Error(`${unknown}: is no field of a ${kind}; keys are never imported`);
  if (holder['kind'] !== kind) throw new Error(`kind: must be ${kind}`);
  if (holder['name'] !== key) throw new Error('name: must be its key');
  checkHolderName(key, kind);
  if (holder['space'] !== key && holder['space'] !== OWNER_SPACE) throw new Error('space: must be its name');
  checkTime(holder, 'created_at');
  if (holder['expires_at'] !== undefined) checkTime(holder, 'expires_at');
  for (const field of ['enabled', 'allow_roaming_ips']) checkFlag(holder, field);
  for (const field of ['files_all', 'accepts_unbound_tokens']) {
    if (holder[field] !== undefined) checkFlag(holder, field);
  }
  if (!isTextList(holder['scopes'])) throw new Error('scopes: must be a list of text');
  checkScopes(holder['scopes']);
  if (holder['max_mode'] !== undefined && !(PERMISSION_MODES as readonly unknown[]).includes(holder['max_mode'])) {
    throw new Error('max_mode: must be a permission mode');
  }
  checkShared(holder['shared']);
  checkBound(holder['bound']);
  checkWindow(holder['window']);
  checkSubjects(holder['subjects']);
}

/** Checks an imported shared space. @throws Error whose message names the field and what is wrong with it */
export function checkStoredSpace(key: string, value: unknown): void {
  const space = value as JsonObject;
  if (space['name'] !== key) throw new Error('name: must be its key');
  checkHolderName(key, 'space');
  checkTime(space, 'created_at');
  if (Object.keys(space).length !== 2) throw new Error('a space has a name and created_at, and nothing else');
}

function checkTime(holder: JsonObject, field: string): void {
  const time = holder[field];
  if (!Number.isSafeInteger(time) || (time as number) < 0 || (time as number) > 8.64e15) {
    throw new Error(`${field}: must be milliseconds since 1970`);
  }
}

function checkFlag(holder: JsonObject, field: string): void {
  if (typeof holder[field] !== 'boolean') throw new Error(`${field}: must be true or false`);
}

function checkShared(value: unknown): void {
  for (const [space, access] of Object.entries(toObject(value, 'shared'))) {
    checkHolderName(space, 'space');
    if (access !== 'read' && access !== 'write') throw new Error(`shared.${space}: must be read or write`);
  }
}

function checkBound(value: unknown): void {
  for (const [family, network] of Object.entries(toObject(value, 'bound'))) {
    const isRight = (family === 'ipv4' || family === 'ipv6') && isBindable(family, String(network));
    if (!isRight) throw new Error(`bound.${family}: must be an IPv4 address or an IPv6 network (/64)`);
  }
}

function checkWindow(value: unknown): void {
  if (value === undefined) return;
  const window = toObject(value, 'window');
  checkWindowSeconds(window['seconds'] as number);
  checkTime(window, 'open_until');
  if (Object.keys(window).length !== 2) throw new Error('window: has seconds and open_until, and nothing else');
}

function checkSubjects(value: unknown): void {
  if (value === undefined) return;
  if (!Array.isArray(value) || !value.every(isSubject)) {
    throw new Error('subjects: must be a list of issuer (its URL, without a slash at the end) and sub');
  }
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function toObject(value: unknown, field: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new Error(`${field}: must be an object`);
}
