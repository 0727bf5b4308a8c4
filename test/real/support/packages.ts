import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT_ROOT } from '../../support/codez-process.ts';

const FOLDER = join(PROJECT_ROOT, 'test', 'real');

/** Imports a package of test/real; the caller says what of it is used. */
export async function loadPackage<Module>(name: string): Promise<Module> {
  const loader = (await import(pathToFileURL(join(FOLDER, 'load-package.js')).href)) as {
    loadPackage(name: string): Promise<unknown>;
  };
  return (await loader.loadPackage(name)) as Module;
}

/** Returns the command that runs a script of an installed package. */
export function scriptOf(...parts: readonly string[]): [string, string] {
  return [process.execPath, join(FOLDER, 'node_modules', ...parts)];
}

/** The command that starts Codex. */
export const CODEX = scriptOf('@openai', 'codex', 'bin', 'codex.js');

/** Returns the path of the `claude` program for this machine. */
export function claudeBinary(): string {
  const platform = `claude-code-${process.platform}-${process.arch}`;
  const found = [platform, `${platform}-musl`]
    .map((name) => join(FOLDER, 'node_modules', '@anthropic-ai', name, 'claude'))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`there is no Claude Code for ${platform}`);
  return found;
}
