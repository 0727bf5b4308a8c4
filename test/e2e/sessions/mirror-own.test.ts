import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type SeenEvent, SessionsDoor } from '../../support/sessions/sessions-door.ts';
import { TranscriptWriter } from '../../support/sessions/transcript-writer.ts';

const prompts = (events: readonly SeenEvent[]): unknown[] =>
  events.flatMap((event) => (event.type === 'prompt.started' ? [[event['via'], event['text']]] : []));

/** The writer of a session's transcript, as a terminal that has resumed it. */
function resumeInTerminal(door: SessionsDoor, sessionId: string): TranscriptWriter {
  const config = join(door.server.folder, 'claude');
  const slug = readdirSync(join(config, 'projects')).find((name) =>
    readdirSync(join(config, 'projects', name)).includes(`${sessionId}.jsonl`),
  );
  assert.ok(slug);
  return new TranscriptWriter(config, slug, sessionId);
}

for (const end of ['dispose', 'dispose and restart', 'kill -9'] as const) {
  test(`what codez' own process wrote is told once, what a terminal adds after ${end} too [sessions.mirror.own]`, async (t) => {
    const door = await SessionsDoor.open(t);
    const { session_id: id, cursor } = await door.create();
    assert.equal((await door.ask(id, 'say mine'))['result_text'], 'mine');
    await door.events(cursor, ({ type }) => type === 'session.idle', { session_id: id });
    if (end === 'kill -9') await door.restart('SIGKILL');
    await door.call('dispose_session', { session_id: id });
    if (end === 'dispose and restart') await door.restart('SIGKILL');
    await door.events(cursor, ({ type }) => type === 'session.closed', { session_id: id });
    const terminal = resumeInTerminal(door, id);
    terminal.prompt('theirs');
    terminal.answer('done');
    const isLast = (event: SeenEvent): boolean =>
      event.type === 'session.idle' && event['prompt_id'] === terminal.lastPrompt;
    const events = await door.events(cursor, isLast, { session_id: id });
    assert.deepEqual(prompts(events), [
      ['live', 'say mine'],
      ['terminal', 'theirs'],
    ]);
    const messages = events.filter(({ type }) => type === 'message.completed');
    assert.equal(messages.length, 4);
    assert.equal(events.filter(({ type }) => type === 'session.created').length, 1);
  });
}
