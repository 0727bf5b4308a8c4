import { CodezError } from '../core/errors.ts';
import type { HolderChange } from './holder-service.ts';
import type { KeyHolder } from './key-holder.ts';
import { checkScopes } from './key-scopes.ts';
import { checkWindowSeconds, firstWindow, toBound, windowOfSecure } from './new-holder.ts';
import { toGrants } from './space-grant.ts';
import type { Subject } from './subject.ts';

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** Returns the record with a change made to it. @throws CodezError `invalid` for what cannot be */
export function changeHolder(holder: KeyHolder, change: HolderChange, now: number): KeyHolder {
  const changed: Writable<KeyHolder> = { ...holder };
  if (change.enabled !== undefined) changed.enabled = change.enabled;
  if (change.roaming !== undefined) changed.allow_roaming_ips = change.roaming;
  if (change.scopes !== undefined) changed.scopes = checkScopes(change.scopes);
  if (change.spaces !== undefined || change.leave !== undefined) changed.shared = changeGrants(holder, change);
  if (change.maxMode === null) delete changed.max_mode;
  else if (change.maxMode !== undefined) changed.max_mode = change.maxMode;
  if (change.filesAll === false) delete changed.files_all;
  else if (change.filesAll === true) changed.files_all = true;
  if (change.expiresInSeconds === null) delete changed.expires_at;
  else if (change.expiresInSeconds !== undefined) changed.expires_at = now + change.expiresInSeconds * 1000;
  if (change.link !== undefined || change.unlink !== undefined) changed.subjects = changeSubjects(holder, change);
  if (change.acceptsUnboundTokens === false) delete changed.accepts_unbound_tokens;
  else if (change.acceptsUnboundTokens === true) changed.accepts_unbound_tokens = true;
  if (change.unbind === true) changed.bound = {};
  if (change.addresses !== undefined) changed.bound = { ...changed.bound, ...toBound(change.addresses) };
  changeWindow(changed, change, now);
  return changed;
}

function changeGrants(holder: KeyHolder, { spaces = [], leave = [] }: HolderChange): KeyHolder['shared'] {
  const unknown = leave.find((space) => !Object.hasOwn(holder.shared, space));
  if (unknown !== undefined) {
    throw new CodezError(
      'not_found',
      `${holder.name} has no right to a space ${JSON.stringify(unknown.slice(0, 64))}`,
      'Look at its spaces with `codez host show NAME`.',
    );
  }
  const kept = Object.entries(holder.shared).filter(([space]) => !leave.includes(space));
  return { ...Object.fromEntries(kept), ...toGrants(spaces) };
}

function changeSubjects({ name, subjects = [] }: KeyHolder, { link = [], unlink = [] }: HolderChange): Subject[] {
  const unknown = unlink.find((sub) => !subjects.some((subject) => subject.sub === sub));
  if (unknown !== undefined) {
    throw new CodezError(
      'not_found',
      `The tokens of ${JSON.stringify(unknown.slice(0, 64))} do not act for ${name}`,
      'Look at its subjects with `codez user show NAME`.',
    );
  }
  const isLinked = ({ issuer, sub }: Subject): boolean =>
    link.some((other) => other.issuer === issuer && other.sub === sub);
  return [...subjects.filter((subject) => !unlink.includes(subject.sub) && !isLinked(subject)), ...link];
}

function changeWindow(changed: Writable<KeyHolder>, { insecure, windowSeconds }: HolderChange, now: number): void {
  if (insecure === false) delete changed.window;
  else if (insecure === true && changed.window === undefined) changed.window = firstWindow(windowSeconds, now);
  if (windowSeconds === undefined) return;
  if (changed.window === undefined) throw windowOfSecure();
  changed.window = { ...changed.window, seconds: checkWindowSeconds(windowSeconds) };
}
