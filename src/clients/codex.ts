import { join, resolve } from 'node:path';
import type { ClientTarget, EntryValue, ServerEntry } from './target.ts';
import { tomlFormat } from './toml-format.ts';

/** Longer than the longest wait a tool offers (600 s), which Codex would otherwise cut at 60 s. */
const TOOL_TIMEOUT_SECONDS = 630;
const STARTUP_TIMEOUT_SECONDS = 30;

const OWNED = [
  'url',
  'bearer_token',
  'bearer_token_env_var',
  'http_headers',
  'http_headers_helper',
  'env_http_headers',
  'startup_timeout_sec',
  'startup_timeout_ms',
  'tool_timeout_sec',
  'command',
  'args',
  'env',
  'env_vars',
  'cwd',
];

/** Codex: a table of `config.toml` below `$CODEX_HOME`, or below the project's `.codex`. */
export const codex: ClientTarget = {
  id: 'codex',
  title: 'Codex',
  scopes: ['user', 'project'],
  entries(entry, scope, { env, cwd, homeDir }) {
    const home = resolve(cwd, env['CODEX_HOME'] || join(homeDir, '.codex'));
    return [
      {
        file: join(scope === 'user' ? home : join(cwd, '.codex'), 'config.toml'),
        format: tomlFormat,
        path: ['mcp_servers', entry.name],
        value: toValue(entry),
        owned: OWNED,
        newFileMode: scope === 'user' ? 0o600 : 0o644,
      },
    ];
  },
  notes(scope) {
    if (scope === 'user') return [];
    return ['Codex reads the .codex/config.toml of a project only when the project is trusted.'];
  },
};

function toValue(entry: ServerEntry): EntryValue {
  return {
    url: entry.url,
    ...(entry.keyEnv === undefined ? {} : { bearer_token_env_var: entry.keyEnv }),
    ...(entry.key === undefined ? {} : { http_headers: { Authorization: `Bearer ${entry.key}` } }),
    startup_timeout_sec: STARTUP_TIMEOUT_SECONDS,
    tool_timeout_sec: TOOL_TIMEOUT_SECONDS,
  };
}
