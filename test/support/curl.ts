import { type Finished, runProgram } from './codez-process.ts';

/** Runs a command line as a person would paste it into a shell, with `variables` set. */
export async function pasteIntoShell(
  line: string,
  variables: Readonly<Record<string, string>>,
  folder: string,
): Promise<Finished> {
  return await runProgram('bash', ['-o', 'pipefail', '-c', line], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, ...variables },
    cwd: folder,
  });
}

/** Returns a printed curl line without its Authorization header, as a person on the same machine sends it. */
export function withoutAuthorization(line: string): string {
  const shorter = line.replace(/^\s*-H "Authorization: [^"]*" \\\n/m, '');
  if (shorter === line) throw new Error('the line has no Authorization header');
  return shorter;
}
