import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Returns the prompt's name in Claude Code's stream: the id itself when it is a UUID, else one made of it. */
export function promptUuid(sessionId: string, promptId: string): string {
  if (UUID.test(promptId)) return promptId;
  const hex = createHash('sha256').update(`${sessionId}/${promptId}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] as string, 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
