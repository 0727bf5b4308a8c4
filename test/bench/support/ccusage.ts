import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The version measured against; with later ones of this major the package for a platform may be missing. */
const PACKAGE = 'ccusage@20.0.24';

/** What ccusage counted, and how long its command took. */
export interface CcusageRun {
  readonly ms: number;
  readonly tokens: number;
}

/** Installs ccusage below `folder` and returns how to run it over a tree; undefined where npm does not reach it. */
export function installCcusage(folder: string): ((configDir: string) => CcusageRun) | undefined {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel', 'error', PACKAGE];
  if (spawnSync('npm', args, { stdio: 'ignore' }).status !== 0) return undefined;
  const script = join(folder, 'node_modules', 'ccusage', 'src', 'cli.js');
  const run = (configDir: string): CcusageRun => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: folder, CLAUDE_CONFIG_DIR: configDir };
    const startedAt = performance.now();
    const printed = execFileSync(process.execPath, [script, 'daily', '--json', '--offline'], { env, encoding: 'utf8' });
    const ms = performance.now() - startedAt;
    return { ms, tokens: (JSON.parse(printed) as { totals: { totalTokens: number } }).totals.totalTokens };
  };
  // Its package for this platform may be missing.
  return spawnSync(process.execPath, [script, '--version'], { stdio: 'ignore' }).status === 0 ? run : undefined;
}
