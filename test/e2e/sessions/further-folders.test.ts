import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runProgram } from '../../support/codez-process.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';

test('a further folder that has become a link to elsewhere is refused at the next start [sessions.roots.further-folders]', async (t) => {
  const door = await SessionsDoor.open(t);
  const further = join(door.server.folder, 'further');
  mkdirSync(further);
  const { session_id: id } = await door.create({ options: { add_dirs: [further] } });
  await door.ask(id, 'say one');
  for (const target of [door.server.home, '/etc']) {
    await door.call('dispose_session', { session_id: id });
    rmSync(further, { recursive: true });
    symlinkSync(target, further);
    const refusal = await door.refused('send_prompt', { session_id: id, text: 'say two' });
    assert.equal(refusal.code, 'forbidden', target);
  }
  rmSync(further);
  assert.equal((await door.ask(id, 'say three'))['result_text'], 'three', 'one that is gone is left out');
});

test('the hint names each untrusted folder, and a shell takes it as it is meant [sessions.trust.hint]', async (t) => {
  const door = await SessionsDoor.open(t);
  const odd = join(door.server.folder, "it's; touch planted; $(touch planted)");
  mkdirSync(odd);
  await door.admin('trust_folder', { folder: door.cwd });
  assert.equal((await door.create())['trust_hint'], undefined);
  const made = await door.create({ options: { add_dirs: [odd] } });
  assert.equal(made['trusted'], false);
  const command = String(made['trust_hint']).split('if you trust it: ')[1] as string;
  const words = command.replace(/^codez trust/, "printf '%s'");
  const { stdout } = await runProgram('/bin/sh', ['-c', words], { env: { PATH: process.env['PATH'] ?? '' } });
  assert.equal(stdout, odd);
});
