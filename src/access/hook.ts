import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestFacts } from './request-facts.ts';

/** Where Claude Code's hooks are posted to. */
export const HOOK_PATH = '/hooks/claude';
/** Carries the secret that hooks have: good for this path and nothing else. */
export const HOOK_HEADER = 'x-codez-hook';

/** True for a request to the path of the hooks, or with their header: neither is anybody else's. */
export function isHookRequest({ area, headers }: RequestFacts): boolean {
  return area === 'hook' || headers[HOOK_HEADER] !== undefined;
}

/** Returns why a request is no hook of this machine's Claude Code, undefined when it is one. */
export function whyNoHook({ area, headers }: RequestFacts, secret: string | undefined): string | undefined {
  const given = headers[HOOK_HEADER];
  if (area !== 'hook') return 'the secret of the hooks is good for their path only';
  if (secret === undefined) return 'this server takes no hooks';
  if (given === undefined) return 'the hook carries no secret';
  return typeof given === 'string' && isEqual(given, secret) ? undefined : 'the hook carries a wrong secret';
}

/** True for the path of the hooks, however it is written. */
export function isHookPath(target: string): boolean {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/, '');
  return path.replace(/\/+$/, '') === HOOK_PATH;
}

/** Equal lengths are needed for a comparison in constant time: hashes have them. */
function isEqual(given: string, secret: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(secret));
}
