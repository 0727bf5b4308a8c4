import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCommandReference } from '../../src/cli/command-reference.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { readVersion } from '../../src/config/version.ts';
import { CATALOG } from '../../src/tools/catalog.ts';
import { describeTools } from '../../src/tools/registry.ts';
import { renderManPages } from './render-man.ts';
import { renderReadme } from './render-readme.ts';

/** Returns all generated documents, by path below the project's root: README.md and the manual pages. */
export async function generateDocs(projectRoot: string): Promise<ReadonlyMap<string, string>> {
  const commands = await loadCommandReference(COMMANDS);
  const pages = renderManPages(commands, readVersion());
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  return new Map([
    ...pages.map(({ file, text }) => [`man/${file}`, text] as const),
    ['README.md', renderReadme(readme, { commands, tools: describeTools(CATALOG) })],
  ]);
}
