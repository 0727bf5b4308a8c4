import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Clock } from './clock.ts';

const LINUX_BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** Returns what is the same until this machine starts again: the kernel's own id, else the minute of its start. */
export function readBootId(clock: Clock): string {
  try {
    return readFileSync(LINUX_BOOT_ID, 'latin1').trim();
  } catch {
    return `minute-${Math.round((clock() - uptime() * 1000) / 60_000)}`;
  }
}
