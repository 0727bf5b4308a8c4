import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderRequirements } from './requirements/render.ts';
import { REQUIREMENTS } from './requirements.ts';

/** Writes `test/REQUIREMENTS.md` anew. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
writeFileSync(resolve(root, 'test', 'REQUIREMENTS.md'), renderRequirements(REQUIREMENTS));
