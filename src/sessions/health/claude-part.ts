import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ClaudeLauncher } from '../../claude/process/claude-process.ts';
import type { WatchedPart } from './watched-part.ts';

const VERSION_TIMEOUT_MS = 8_000;

/** Where the `claude` binary is and which version; asked only on demand, again only when the file has changed. */
export function createClaudePart(findBinary: ClaudeLauncher['findBinary'], env: NodeJS.ProcessEnv): WatchedPart {
  let known: { readonly key: string; readonly version: string } | undefined;
  return {
    name: 'claude',
    isLookedAtOnDemand: true,
    async look() {
      const found = await findBinary();
      if ('missing' in found) return { ok: false, details: { problem: found.missing } };
      const { mtimeMs, size } = await stat(found.path);
      const key = `${found.path} ${mtimeMs} ${size}`;
      if (known?.key !== key) known = { key, version: await readVersion(found.path, env) };
      return { ok: true, details: { path: found.path, version: known.version } };
    },
  };
}

async function readVersion(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(path, ['--version'], { env, timeout: VERSION_TIMEOUT_MS });
  return stdout.trim().slice(0, 100);
}
