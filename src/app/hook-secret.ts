import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HomePaths } from '../config/paths.ts';
import { CodezError } from '../core/errors.ts';

const SECRET = /^[A-Za-z0-9_-]{43}$/;

/**
 * Returns the secret that Claude Code's hooks carry, which is made (256 random bits) when there is none yet: only this
 * user can read its file.
 * @throws CodezError `unavailable` when the file cannot be read or made, or holds something else
 */
export async function readHookSecret({ hookSecret: path }: HomePaths): Promise<string> {
  try {
    const secret = await read(path);
    return secret ?? (await make(path));
  } catch (cause) {
    if (cause instanceof CodezError) throw cause;
    throw new CodezError(
      'unavailable',
      `The secret of the hooks cannot be read: ${(cause as Error).message}`,
      `Make ${path} readable for this user, or remove it and run codez config claude --hooks again.`,
      { cause },
    );
  }
}

async function read(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const secret = text.trim();
  if (!SECRET.test(secret)) throw new Error(`${path} holds something else`);
  await chmod(path, 0o600);
  return secret;
}

/** Two processes may make it at the same moment: the link that comes first counts for both. */
async function make(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const secret = randomBytes(32).toString('base64url');
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${secret}\n`, { mode: 0o600 });
  try {
    await link(temporary, path);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await read(path)) ?? secret;
  } finally {
    await rm(temporary, { force: true });
  }
}
