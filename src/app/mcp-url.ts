import { DEFAULT_PORT } from '../config/settings/serving.ts';
import type { Settings } from '../config/settings.ts';

type Place = Pick<Settings, 'port' | 'tlsCert'>;

/** Returns where this machine reaches a server of these settings that does not run yet. */
export function localOriginOf({ port, tlsCert }: Place): string {
  return `${tlsCert === undefined ? 'http' : 'https'}://127.0.0.1:${port === 0 ? DEFAULT_PORT : port}`;
}

/** Returns `/mcp` of this server as others reach it: by its public URL, else by the one it listens on or would. */
export function mcpUrlOf(settings: Place & Pick<Settings, 'publicUrl'>, listening?: string): string {
  return new URL('/mcp', settings.publicUrl ?? listening ?? localOriginOf(settings)).href;
}
