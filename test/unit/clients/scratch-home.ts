import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ClientSurroundings } from '../../../src/clients/target.ts';

/** A home directory and a project folder that exist for one test. */
export interface ScratchHome extends ClientSurroundings {
  /** Writes a file below the home directory, folders included; returns its path. */
  write(name: string, content: string | Buffer): Promise<string>;
  read(name: string): Promise<string>;
}

export function createScratchHome(t: TestContext, env: ClientSurroundings['env'] = {}): ScratchHome {
  const homeDir = realpathSync(mkdtempSync(join(tmpdir(), 'codez-clients-')));
  t.after(() => rmSync(homeDir, { recursive: true, force: true }));
  return {
    env,
    homeDir,
    cwd: join(homeDir, 'project'),
    async write(name, content) {
      const path = join(homeDir, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
    read: (name) => readFile(join(homeDir, name), 'utf8'),
  };
}
