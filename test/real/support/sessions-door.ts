import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { scratchFolder } from '../../support/scratch.ts';
import type { ServerOptions } from '../../support/server.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';
import { startMessagesApi } from './messages-api.ts';
import { claudeBinary } from './packages.ts';

/** Starts `codez serve` over the real Claude Code, whose model does what the prompts' scripts say. */
export async function openRealDoor(t: Pick<TestContext, 'after'>, options: ServerOptions = {}): Promise<SessionsDoor> {
  const api = await startMessagesApi();
  t.after(() => api.close());
  const folder = options.folder ?? scratchFolder('cz-');
  const env = {
    CODEZ_CLAUDE_BIN: claudeBinary(),
    CLAUDE_CONFIG_DIR: join(folder, 'claude'),
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: 'dummy',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    ...options.env,
  };
  return await SessionsDoor.open(t, { ...options, folder, env });
}
