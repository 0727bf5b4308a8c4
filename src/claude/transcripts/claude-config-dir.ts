import { isAbsolute, join, resolve } from 'node:path';

/** Where Claude Code keeps what it writes for a person. Absolute paths. */
export interface ClaudeConfigDir {
  /** `CLAUDE_CONFIG_DIR`, else `~/.claude`. */
  readonly folder: string;
  /** `.claude.json`: inside of `CLAUDE_CONFIG_DIR` when it is set, else in the home. */
  readonly claudeJsonPath: string;
}

/** Returns where Claude Code with these variables keeps its files; a relative path counts from the home. */
export function resolveClaudeConfigDir(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): ClaudeConfigDir {
  const given = env['CLAUDE_CONFIG_DIR'];
  if (given === undefined || given === '') {
    return { folder: join(home, '.claude'), claudeJsonPath: join(home, '.claude.json') };
  }
  const folder = isAbsolute(given) ? given : resolve(home, given);
  return { folder, claudeJsonPath: join(folder, '.claude.json') };
}
