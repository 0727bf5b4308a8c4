import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { EventBody } from '../../../../src/sessions/events/event.ts';
import { MirroredSession } from '../../../../src/sessions/mirror/mirrored-session.ts';
import { PROJECT_ROOT } from '../../../support/codez-process.ts';

/** What a recorded transcript tells of its prompts, read as it grew. */
function promptsIn(name: string): unknown[] {
  const path = join(PROJECT_ROOT, 'test', 'fixtures', 'stream', `${name}.transcript.jsonl`);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const session = new MirroredSession();
  session.open(path, { before: [] });
  const records = lines.map((line, at) => ({ value: JSON.parse(line), endOffset: at + 1 }));
  const place = { sessionId: 'x', slug: 's', path, bornAtMs: 0, startOffset: 0, endOffset: records.length };
  return session.take({ ...place, records } as never).flatMap(toPrompt);
}

function toPrompt(body: EventBody): unknown[] {
  if (body.type === 'prompt.started') return ['started'];
  if (body.type !== 'prompt.finished') return [];
  return [body.error === undefined ? body.state : `${body.state} ${body.error.code}`];
}

for (const [name, told] of [
  ['text', ['started', 'done', 'started', 'done']],
  ['tools', ['started', 'done']],
  ['api-529', ['started', 'error overloaded', 'started', 'done']],
] as const) {
  test(`each prompt in a terminal ends: ${name} [sessions.mirror.prompts]`, () => {
    assert.deepEqual(promptsIn(name), told);
  });
}

for (const name of ['interrupt', 'interrupt-tool', 'interrupt-asking']) {
  test(`an interrupted prompt in a terminal ends as aborted: ${name} [sessions.mirror.prompts]`, () => {
    const told = promptsIn(name);
    assert.deepEqual(told.slice(0, 2), ['started', 'aborted']);
    assert.equal(told.filter((word) => word === 'started').length * 2, told.length);
  });
}
