import { join } from 'node:path';
import { CodezError } from '../core/errors.ts';
import { isLoopbackName } from '../core/loopback-name.ts';
import { applicationFolder } from './application-folder.ts';
import { jsonFormat } from './json-format.ts';
import type { ClientSurroundings, ClientTarget, EntryValue, ServerEntry } from './target.ts';

/** Claude Desktop: starts `codez mcp --stdio`, which leads to the running server. */
export const claudeDesktop: ClientTarget = {
  id: 'claude-desktop',
  title: 'Claude Desktop',
  scopes: ['user'],
  entries(entry, _scope, surroundings) {
    return [
      {
        file: join(applicationFolder(surroundings), 'Claude', 'claude_desktop_config.json'),
        format: jsonFormat,
        path: ['mcpServers', entry.name],
        value: toValue(entry, surroundings),
        owned: ['type', 'url', 'headers', 'command', 'args', 'env'],
        newFileMode: 0o600,
      },
    ];
  },
  notes: () => [],
};

/** The application starts with a bare environment, so what decides where the server is goes into the entry. */
function toValue(entry: ServerEntry, { env, launcher }: ClientSurroundings): EntryValue {
  const url = new URL(entry.url);
  const unsupported =
    entry.keyEnv !== undefined || entry.key !== undefined ? 'key' : url.searchParams.has('tools') ? '--tools' : '';
  if (unsupported !== '' || launcher === undefined) {
    const reason = unsupported === '' ? 'the paths of node and codez are unknown' : `it takes no ${unsupported}`;
    const hint = 'Use another client, or leave these options out.';
    throw new CodezError('invalid', `Claude Desktop starts codez itself, and ${reason}`, hint);
  }
  const variables = {
    ...(env['CODEZ_HOME'] ? { CODEZ_HOME: env['CODEZ_HOME'] } : {}),
    ...(isLoopbackName(url.hostname) ? {} : { CODEZ_URL: url.origin }),
  };
  const start = { command: launcher.node, args: [launcher.codez, 'mcp', '--stdio'] };
  return Object.keys(variables).length === 0 ? start : { ...start, env: variables };
}
