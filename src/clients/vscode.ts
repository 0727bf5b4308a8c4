import { join } from 'node:path';
import { applicationFolder } from './application-folder.ts';
import { bearerHeaders } from './bearer-headers.ts';
import { jsonFormat } from './json-format.ts';
import type { ClientTarget } from './target.ts';

/** Visual Studio Code: `servers` of the person's `mcp.json`, or of the project's `.vscode/mcp.json`. */
export const vscode: ClientTarget = {
  id: 'vscode',
  title: 'Visual Studio Code',
  scopes: ['user', 'project'],
  entries(entry, scope, surroundings) {
    const folder =
      scope === 'user' ? join(applicationFolder(surroundings), 'Code', 'User') : join(surroundings.cwd, '.vscode');
    return [
      {
        file: join(folder, 'mcp.json'),
        format: jsonFormat,
        path: ['servers', entry.name],
        value: { type: 'http', url: entry.url, ...bearerHeaders(entry, (variable) => `\${env:${variable}}`) },
        owned: ['type', 'url', 'headers', 'command', 'args', 'env', 'envFile', 'cwd'],
        newFileMode: scope === 'user' ? 0o600 : 0o644,
      },
    ];
  },
  notes: (scope) => (scope === 'user' ? ['Profiles other than the default one have an mcp.json of their own.'] : []),
};
