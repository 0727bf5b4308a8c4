import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const MAIN_SUITES = ['unit', 'contract', 'e2e'] as const;
export const SUITES = [...MAIN_SUITES, 'real'] as const;
export type Suite = (typeof SUITES)[number];

export function isSuite(word: string): word is Suite {
  return (SUITES as readonly string[]).includes(word);
}

/**
 * Returns the compiled files of `suite`, sorted. The sources are listed, not `dist`, so that a test that was
 * removed does not go on running.
 */
export function findSuiteFiles(root: string, suite: Suite): string[] {
  return listTests(join(root, 'test', suite)).map((file) =>
    join(root, 'dist', 'test', suite, file.replace(/\.ts$/, '.js')),
  );
}

function listTests(folder: string, prefix = ''): string[] {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.name !== 'node_modules')
    .flatMap((entry) => {
      const name = join(prefix, entry.name);
      if (entry.isDirectory()) return listTests(join(folder, entry.name), name);
      return entry.name.endsWith('.test.ts') ? [name] : [];
    })
    .sort();
}
