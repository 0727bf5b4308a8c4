import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchFolder } from '../scratch.ts';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), '..', 'programs', 'browser.js');

/** What one start of the browser did. */
export interface BrowserRun {
  readonly opened: readonly string[];
  readonly status: number;
  readonly text: string;
}

/** A value for `BROWSER`: a program that signs a person in by itself. */
export interface BrowserBin {
  readonly variables: Readonly<Record<string, string>>;
  /** What it did so far. */
  runs(): readonly BrowserRun[];
}

/** Makes the program for a person. */
export function createBrowserBin(person: string, { denies = false } = {}): BrowserBin {
  const folder = scratchFolder('codez-browser-');
  const bin = join(folder, 'browser');
  const log = join(folder, 'log');
  writeFileSync(bin, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(bin, 0o755);
  return {
    variables: {
      BROWSER: bin,
      TEST_PERSON: person,
      TEST_BROWSER_LOG: log,
      ...(denies ? { TEST_PERSON_DENIES: 'yes' } : {}),
    },
    runs: () => {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8').split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as BrowserRun);
    },
  };
}
