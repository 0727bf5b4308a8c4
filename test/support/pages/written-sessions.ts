import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 86_400_000;

/** Writes sessions of Claude Code, one a day back from now: a prompt and an answer of `output` tokens each. */
export function writeSessions(
  configDir: string,
  sessions: readonly { readonly prompt: string; readonly model: string; readonly output: number }[],
): void {
  const folder = join(configDir, 'projects', '-home-dev-app');
  mkdirSync(folder, { recursive: true });
  for (const [daysAgo, { prompt, model, output }] of sessions.entries()) {
    const sessionId = randomUUID();
    const timestamp = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
    const common = {
      sessionId,
      timestamp,
      cwd: '/home/dev/app',
      version: '2.1.0',
      gitBranch: 'main',
      isSidechain: false,
    };
    const first = randomUUID();
    const usage = {
      input_tokens: 900,
      output_tokens: output,
      cache_read_input_tokens: 40_000,
      cache_creation_input_tokens: 0,
    };
    const lines = [
      { ...common, type: 'user', uuid: first, parentUuid: null, message: { role: 'user', content: prompt } },
      {
        ...common,
        type: 'assistant',
        uuid: randomUUID(),
        parentUuid: first,
        requestId: `req_${daysAgo}`,
        message: {
          id: `msg_${daysAgo}`,
          type: 'message',
          role: 'assistant',
          model,
          content: [{ type: 'text', text: 'Done.' }],
          stop_reason: 'end_turn',
          usage,
        },
      },
    ];
    writeFileSync(join(folder, `${sessionId}.jsonl`), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  }
}
