import { execFileSync } from 'node:child_process';

/** Returns the pid and those of everything it has started that still runs. */
export function processTree(root: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const found = [root];
  for (const pid of found) {
    for (const [child, parent] of rows) if (parent === pid) found.push(child);
  }
  return found;
}
