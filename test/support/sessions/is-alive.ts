import { readFileSync } from 'node:fs';

/** Returns true while a process runs; one that has ended and waits for its parent to notice does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // Without /proc the signal's answer counts; with it the process has just gone.
    return process.platform !== 'linux';
  }
}
