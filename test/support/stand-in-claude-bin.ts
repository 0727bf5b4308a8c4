import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchFolder } from './scratch.ts';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), 'programs', 'stand-in-claude.js');

let made: string | undefined;

/**
 * Returns the path of an executable that speaks Claude Code's protocol and does what its prompts say
 * (see `programs/stand-in-claude.ts`); a value for `CODEZ_CLAUDE_BIN`.
 */
export function standInClaudeBin(): string {
  if (made !== undefined) return made;
  made = join(scratchFolder('codez-stand-in-'), 'claude');
  writeFileSync(made, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(made, 0o755);
  return made;
}
