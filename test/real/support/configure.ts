import assert from 'node:assert/strict';
import { runCodez } from '../../support/codez-process.ts';
import type { ClientSetting } from './run-client.ts';

/** Runs `codez config ...args` as the person whose client it is. */
export async function configure(setting: ClientSetting, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runCodez(['config', ...args], setting.env, { cwd: setting.cwd });
  assert.equal(code, 0, `${stdout}${stderr}`);
}
