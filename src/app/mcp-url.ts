import type { Settings } from '../config/settings.ts';

/** Returns `/mcp` of this server as others reach it: by its public URL, else by the one it listens on or would. */
export function mcpUrlOf({ publicUrl, port, tlsCert }: Settings, listening: string | undefined): string {
  const own = listening ?? `${tlsCert === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  return `${new URL(publicUrl ?? own).origin}/mcp`;
}
