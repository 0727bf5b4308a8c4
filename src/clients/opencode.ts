import { join } from 'node:path';
import { bearerHeaders } from './bearer-headers.ts';
import { jsonFormat } from './json-format.ts';
import type { ClientTarget } from './target.ts';

/** OpenCode: `mcp` of `opencode.jsonc` when there is one, else of `opencode.json`. */
export const opencode: ClientTarget = {
  id: 'opencode',
  title: 'OpenCode',
  scopes: ['user', 'project'],
  entries(entry, scope, { env, cwd, homeDir }) {
    const folder = scope === 'user' ? join(env['XDG_CONFIG_HOME'] || join(homeDir, '.config'), 'opencode') : cwd;
    return [
      {
        file: join(folder, 'opencode.json'),
        preferred: join(folder, 'opencode.jsonc'),
        format: jsonFormat,
        path: ['mcp', entry.name],
        value: {
          type: 'remote',
          url: entry.url,
          enabled: true,
          ...bearerHeaders(entry, (variable) => `{env:${variable}}`),
        },
        owned: ['type', 'url', 'enabled', 'disabled', 'headers', 'command', 'environment', 'cwd'],
        newFileMode: scope === 'user' ? 0o600 : 0o644,
      },
    ];
  },
  notes: () => [],
};
