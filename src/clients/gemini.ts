import { join } from 'node:path';
import { bearerHeaders } from './bearer-headers.ts';
import { jsonFormat } from './json-format.ts';
import type { ClientTarget } from './target.ts';

/** Longer than the longest wait a tool offers (600 s). */
const TIMEOUT_MS = 630_000;

/** Gemini CLI: `mcpServers` of `.gemini/settings.json`. */
export const gemini: ClientTarget = {
  id: 'gemini',
  title: 'Gemini CLI',
  scopes: ['user', 'project'],
  entries(entry, scope, { cwd, homeDir }) {
    return [
      {
        file: join(scope === 'user' ? homeDir : cwd, '.gemini', 'settings.json'),
        format: jsonFormat,
        path: ['mcpServers', entry.name],
        value: {
          httpUrl: entry.url,
          ...bearerHeaders(entry, (variable) => `\${${variable}}`),
          timeout: TIMEOUT_MS,
        },
        owned: ['type', 'url', 'httpUrl', 'headers', 'timeout', 'command', 'args', 'env', 'cwd'],
        newFileMode: scope === 'user' ? 0o600 : 0o644,
      },
    ];
  },
  notes: () => ['Gemini CLI uses MCP servers only in folders it trusts.'],
};
