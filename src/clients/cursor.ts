import { join } from 'node:path';
import { bearerHeaders } from './bearer-headers.ts';
import { jsonFormat } from './json-format.ts';
import type { ClientTarget } from './target.ts';

/** Cursor: `mcpServers` of `.cursor/mcp.json`. */
export const cursor: ClientTarget = {
  id: 'cursor',
  title: 'Cursor',
  scopes: ['user', 'project'],
  entries(entry, scope, { cwd, homeDir }) {
    return [
      {
        file: join(scope === 'user' ? homeDir : cwd, '.cursor', 'mcp.json'),
        format: jsonFormat,
        path: ['mcpServers', entry.name],
        value: { url: entry.url, ...bearerHeaders(entry, (variable) => `\${env:${variable}}`) },
        owned: ['type', 'url', 'headers', 'auth', 'command', 'args', 'env', 'envFile'],
        newFileMode: scope === 'user' ? 0o600 : 0o644,
      },
    ];
  },
  notes: () => [],
};
