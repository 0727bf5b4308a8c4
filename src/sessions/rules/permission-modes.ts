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

/** Returns true when `mode` lets no more happen unasked than `max` does. */
export function isWithinMode(mode: PermissionMode, max: PermissionMode): boolean {
  return RANK[mode] <= RANK[max];
}

/**
 * Refuses a mode this server or this caller may not use; a mode is never lowered instead.
 * @throws CodezError `forbidden`
 */
export function checkMode(
  mode: PermissionMode,
  limits: Pick<SessionLimits, 'maxMode' | 'allowBypass'>,
  principal: Pick<Principal, 'kind'>,
): void {
  if (mode === 'bypassPermissions' && principal.kind !== 'owner') {
    throw new CodezError(
      'forbidden',
      "Permission mode bypassPermissions is for this machine's owner alone",
      'Ask for another mode, e.g. default: what needs a permission is then asked.',
    );
  }
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

/**
 * Returns the mode of a session that is started from inside another one: `wanted`, or without it `default` as far as
 * the parent's mode allows.
 * @throws CodezError `forbidden` when more is wanted than the parent has
 */
export function modeOfChild(parentMode: PermissionMode, wanted: PermissionMode | undefined): PermissionMode {
  if (wanted === undefined) return isWithinMode('default', parentMode) ? 'default' : parentMode;
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
