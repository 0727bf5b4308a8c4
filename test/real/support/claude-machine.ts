import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { cleanEnvironment } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startMessagesApi } from './messages-api.ts';
import type { ClientSetting } from './run-client.ts';

/** Makes a person's machine with Claude Code, whose model is scripted. */
export async function createClaudeMachine(
  t: TestContext,
  variables: Readonly<Record<string, string>> = {},
): Promise<ClientSetting> {
  const api = await startMessagesApi();
  t.after(() => api.close());
  const folder = scratchFolder('codez-claude-');
  const cwd = join(folder, 'work');
  mkdirSync(cwd);
  const env = cleanEnvironment(folder, {
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: 'dummy',
    CLAUDE_CONFIG_DIR: join(folder, 'claude'),
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    ...variables,
  });
  return { cwd, env };
}
