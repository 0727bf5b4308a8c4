import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDocs } from './docs/generate.ts';
import { PROJECT_ROOT } from './support/codez-process.ts';

mkdirSync(join(PROJECT_ROOT, 'man'), { recursive: true });
for (const [path, text] of await generateDocs(PROJECT_ROOT)) writeFileSync(join(PROJECT_ROOT, path), text);
