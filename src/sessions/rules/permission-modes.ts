import { CodezError } from '../../core/errors.ts';
import type { PermissionMode } from '../../core/permission-mode.ts';
import type { Principal } from '../../core/principal.ts';
import type { SessionLimits } from './session-limits.ts';

/** How much may be done unasked. */
const RANK: Readonly<Record<PermissionMode, number>> = {
  plan: 0,
  default: 1,
  acceptEdits: 2,
  auto: 3,
  dontAsk: 3,
  bypassPermissions: 4,
};

/** Returns true when `mode` lets no more happen unasked than `max` does; a mode that is not known here may do all. */
export function isWithinMode(mode: PermissionMode, max: PermissionMode): boolean {
  return (RANK[mode] ?? RANK.bypassPermissions) <= (RANK[max] ?? RANK.plan);
}

/**
 * Refuses a mode this server or this caller may not use; a mode is never lowered instead.
 * @throws CodezError `forbidden`
 */
export function checkMode(
  mode: PermissionMode,
  limits: Pick<SessionLimits, 'maxMode' | 'allowBypass'>,
  principal: Pick<Principal, 'kind' | 'isRemote' | 'maxMode'>,
): void {
  if (mode === 'bypassPermissions' && (principal.kind !== 'owner' || principal.isRemote === true)) {
    throw new CodezError(
      'forbidden',
      "Permission mode bypassPermissions is for this machine's owner alone, at the machine",
      'Ask for another mode, e.g. default: what needs a permission is then asked.',
    );
  }
  checkKeysMode(mode, principal);
  if (!isWithinMode(mode, limits.maxMode)) {
    throw new CodezError(
      'forbidden',
      `Permission mode ${mode} is above ${limits.maxMode}, the highest this server allows`,
      `Ask for ${limits.maxMode} or less, or start the server with ${flagsFor(mode)}.`,
    );
  }
  if (mode === 'bypassPermissions' && !limits.allowBypass) {
    throw new CodezError(
      'forbidden',
      'Permission mode bypassPermissions is not allowed on this server',
      `Ask for another mode, or start the server with ${flagsFor(mode)}.`,
    );
  }
}

/** Refuses a mode above the highest of the caller's key, where it has one. @throws CodezError `forbidden` */
export function checkKeysMode(mode: PermissionMode, { maxMode }: Pick<Principal, 'maxMode'>): void {
  if (maxMode === undefined || isWithinMode(mode, maxMode)) return;
  throw new CodezError(
    'forbidden',
    `Permission mode ${mode} is above ${maxMode}, the highest this key allows`,
    `Ask for ${maxMode} or less; the owner of the machine may give the key more.`,
  );
}

/** Returns the mode of a session for which none is asked: `default`, as far as every given limit allows it. */
export function modeUnasked(...limits: readonly (PermissionMode | undefined)[]): PermissionMode {
  return limits.reduce<PermissionMode>(
    (mode, max) => (max === undefined || isWithinMode(mode, max) ? mode : max),
    'default',
  );
}

/**
 * Returns the mode of a session that is started from inside another one: `wanted`, or without it `default` as far as
 * the parent's mode allows.
 * @throws CodezError `forbidden` when more is wanted than the parent has
 */
export function modeOfChild(parentMode: PermissionMode, wanted: PermissionMode | undefined): PermissionMode {
  if (wanted === undefined) return modeUnasked(parentMode);
  if (isWithinMode(wanted, parentMode)) return wanted;
  throw new CodezError(
    'forbidden',
    `Permission mode ${wanted} is above ${parentMode}, the mode of the session that asks for it`,
    `Ask for ${parentMode} or less.`,
  );
}

function flagsFor(mode: PermissionMode): string {
  return mode === 'bypassPermissions' ? '--max-mode bypassPermissions --allow-bypass' : `--max-mode ${mode}`;
}
