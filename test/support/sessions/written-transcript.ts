import { randomUUID } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface WrittenTranscript {
  readonly cwd: string;
  /** Text of each message, user and assistant in turns. */
  readonly texts: readonly string[];
  readonly sessionId?: string;
  /** When its last message was written; the others a second apart before. */
  readonly endedAt?: Date;
  /** Further parts of the last assistant message. */
  readonly parts?: readonly unknown[];
}

/** Writes a transcript as Claude Code leaves it in `configDir`, its folder named by `slug`; returns the session id. */
export function writeTranscript(configDir: string, slug: string, written: WrittenTranscript): string {
  const { cwd, texts, sessionId = randomUUID(), endedAt = new Date('2026-03-01T12:00:00Z'), parts = [] } = written;
  let parentUuid: string | null = null;
  const lines = texts.map((text, index) => {
    const uuid = randomUUID();
    const at = new Date(endedAt.getTime() - (texts.length - 1 - index) * 1000);
    const isLast = index === texts.length - 1;
    const line = JSON.stringify({
      parentUuid,
      isSidechain: false,
      type: index % 2 === 0 ? 'user' : 'assistant',
      message:
        index % 2 === 0
          ? { role: 'user', content: text }
          : {
              id: `msg_${uuid}`,
              type: 'message',
              role: 'assistant',
              model: 'claude-test-1',
              content: [{ type: 'text', text }, ...(isLast ? parts : [])],
              usage: { input_tokens: 3, output_tokens: 5, cache_read_input_tokens: 7, cache_creation_input_tokens: 0 },
            },
      uuid,
      timestamp: at.toISOString(),
      cwd,
      sessionId,
      version: '2.1.330',
      gitBranch: 'main',
      userType: 'external',
    });
    parentUuid = uuid;
    return line;
  });
  const folder = join(configDir, 'projects', slug);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${sessionId}.jsonl`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  utimesSync(file, endedAt, endedAt);
  return sessionId;
}
