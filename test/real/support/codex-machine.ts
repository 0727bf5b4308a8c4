import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { cleanEnvironment } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startResponsesApi } from './responses-api.ts';
import type { ClientSetting } from './run-client.ts';

/** Makes a person's machine with Codex, whose model is scripted; a config.toml of their own is there already. */
export async function createCodexMachine(
  t: TestContext,
  variables: Readonly<Record<string, string>> = {},
): Promise<ClientSetting> {
  const api = await startResponsesApi();
  t.after(() => api.close());
  const folder = scratchFolder('codez-codex-');
  const cwd = join(folder, 'work');
  mkdirSync(cwd);
  mkdirSync(join(folder, 'codex'));
  writeFileSync(
    join(folder, 'codex', 'config.toml'),
    [
      'model = "scripted" # answers from a script',
      'model_provider = "loopback"',
      '',
      '[model_providers.loopback]',
      'name = "loopback"',
      `base_url = "${api.url}/v1"`,
      'wire_api = "responses"',
      'env_key = "DUMMY_KEY"',
      'request_max_retries = 0',
      'stream_max_retries = 0',
      '',
    ].join('\n'),
  );
  return {
    cwd,
    env: cleanEnvironment(folder, { CODEX_HOME: join(folder, 'codex'), DUMMY_KEY: 'dummy', ...variables }),
  };
}
