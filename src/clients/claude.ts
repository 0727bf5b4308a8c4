import { join, resolve } from 'node:path';
import { bearerHeaders } from './bearer-headers.ts';
import { jsonFormat } from './json-format.ts';
import type { ClientTarget, EntryValue, ManagedEntry, ServerEntry } from './target.ts';

const OWNED = ['type', 'url', 'headers', 'headersHelper', 'oauth', 'command', 'args', 'env'];

/** Claude Code: `mcpServers` of its own file, or of the project's `.mcp.json`. */
export const claude: ClientTarget = {
  id: 'claude',
  title: 'Claude Code',
  scopes: ['user', 'project'],
  entries(entry, scope, { env, cwd, homeDir }) {
    const common = { format: jsonFormat, owned: OWNED };
    const path = ['mcpServers', entry.name];
    if (scope === 'project') {
      return [{ ...common, path, file: join(cwd, '.mcp.json'), value: toValue(entry), newFileMode: 0o644 }];
    }
    const file = join(resolve(cwd, env['CLAUDE_CONFIG_DIR'] || homeDir), '.claude.json');
    return [{ ...common, path, file, value: toValue(entry), newFileMode: 0o600 }, olderFile(entry, homeDir)];
  },
  notes(scope, { homeDir }) {
    if (scope === 'project') return ['Claude Code asks each person once before it uses the servers of .mcp.json.'];
    return [`Current versions of Claude Code do not read ${olderPath(homeDir)}; it is kept for tools that do.`];
  },
};

/** A file that only older set-ups name: a key never goes there, since nothing that needs it reads it. */
function olderFile(entry: ServerEntry, homeDir: string): ManagedEntry {
  return {
    file: olderPath(homeDir),
    format: jsonFormat,
    path: [entry.name],
    value: { type: 'http', url: entry.url },
    owned: OWNED,
    newFileMode: 0o600,
  };
}

function olderPath(homeDir: string): string {
  return join(homeDir, '.config', 'claude', 'mcp_servers.json');
}

function toValue(entry: ServerEntry): EntryValue {
  return { type: 'http', url: entry.url, ...bearerHeaders(entry, (variable) => `\${${variable}}`) };
}
