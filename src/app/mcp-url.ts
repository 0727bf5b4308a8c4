import { DEFAULT_PORT } from '../config/settings/serving.ts';
import type { Settings } from '../config/settings.ts';
import { CodezError } from '../core/errors.ts';

type Place = Pick<Settings, 'port' | 'tlsCert'>;

/** Returns where this machine reaches a server of these settings that does not run yet. */
export function localOriginOf({ port, tlsCert }: Place): string {
  return `${tlsCert === undefined ? 'http' : 'https'}://127.0.0.1:${port === 0 ? DEFAULT_PORT : port}`;
}

/** Returns `/mcp` of this server as others reach it: by its public URL, else by the one it listens on or would. */
export function mcpUrlOf(settings: Place & Pick<Settings, 'publicUrl'>, listening?: string): string {
  return new URL('/mcp', settings.publicUrl ?? listening ?? localOriginOf(settings)).href;
}

/** Returns the `/mcp` of the server at an address a person typed, behind `option` if any. @throws CodezError `invalid` */
export function parseServerUrl(text: string, option = ''): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new CodezError(
      'invalid',
      `${option}${text} is no http or https URL without user name and password`,
      'Give the server’s address, e.g. https://code.example.com or http://127.0.0.1:4097/mcp.',
    );
  }
  url.hash = '';
  if (url.pathname === '/') url.pathname = '/mcp';
  return url;
}
