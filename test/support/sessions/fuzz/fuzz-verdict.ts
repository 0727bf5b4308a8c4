import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SeenEvent } from '../sessions-door.ts';
import type { FuzzWorld, SentPrompt } from './fuzz-world.ts';

/** What the events tell of one prompt. */
interface Told {
  started: number;
  finished: number;
  end?: SeenEvent;
}

const LEFT = new Set(['queued', 'running', 'waiting']);

/** Says what is wrong with the events that all of the run has left. */
export function judgeEvents(world: FuzzWorld, events: readonly SeenEvent[]): ReadonlyMap<string, Told> {
  const prompts = new Map<string, Told>();
  const running = new Map<string, Set<string>>();
  const asked = new Map<string, { requested: number; resolved: number }>();
  const seen = new Set<string>();
  /** Sessions of which nothing has been told since a prompt of theirs ended. */
  const unsettled = new Map<string, string>();
  for (const event of events) {
    const say = (what: string): void => world.complain(`${what}: ${JSON.stringify(event).slice(0, 300)}`);
    if (seen.has(event.cursor)) say('a cursor twice');
    seen.add(event.cursor);
    const id = event.session_id ?? '';
    const key = `${id}/${String(event['prompt_id'])}`;
    const request = `${id}/${String(event['request_id'])}`;
    const told = prompts.get(key) ?? { started: 0, finished: 0 };
    const open = asked.get(request) ?? { requested: 0, resolved: 0 };
    const now = running.get(id) ?? new Set<string>();
    running.set(id, now);
    switch (event.type) {
      case 'prompt.started':
        prompts.set(key, told);
        told.started += 1;
        if (told.started > 1) say('started twice');
        if (told.finished > 0) say('started after it was finished');
        now.add(key);
        break;
      case 'prompt.finished':
        prompts.set(key, told);
        told.finished += 1;
        if (told.finished > 1) say('finished twice');
        if (told.started === 0 && event['state'] === 'done') say('done without a start');
        told.end = event;
        now.delete(key);
        if (told.started > 0) unsettled.set(id, key);
        break;
      case 'permission.requested':
        asked.set(request, open);
        open.requested += 1;
        if (open.requested > 1) say('requested twice');
        break;
      case 'permission.resolved':
        asked.set(request, open);
        open.resolved += 1;
        if (open.requested === 0) say('resolved before it was requested');
        if (open.resolved > 1) say('resolved twice');
        break;
      case 'session.idle':
        if (now.size > 0) say('idle while a prompt runs');
        unsettled.delete(id);
        break;
      case 'session.closed':
      case 'session.error':
        unsettled.delete(id);
        break;
    }
  }
  for (const key of unsettled.values()) world.complain(`neither idle nor closed behind the end of ${key}`);
  for (const [request, { resolved }] of asked) if (resolved === 0) world.complain(`never resolved: ${request}`);
  for (const [key, count] of world.answers) {
    if (count > 1) world.complain(`${count} answers were said to count: ${key}`);
    if (asked.get(key) === undefined) world.complain(`answered, but never requested: ${key}`);
  }
  for (const [key, { started, finished }] of prompts) {
    if (finished === 0) world.complain(`started ${started} times, never finished: ${key}`);
  }
  return prompts;
}

/** Says which prompts ended otherwise than they were told to, ran more than once, or are not known. */
export async function judgePrompts(world: FuzzWorld, told: ReadonlyMap<string, Told>): Promise<void> {
  const runs = countRuns(world);
  for (const sent of world.prompts) {
    const name = `prompt ${sent.promptId} of ${sent.sessionId}`;
    const state = await stateOf(world, sent);
    const end = told.get(`${sent.sessionId}/${sent.promptId}`);
    const ran = runs.get(sent.tag) ?? 0;
    if (ran > 1) world.complain(`${name} ran ${ran} times`);
    if (state === undefined) {
      if (sent.isAccepted) world.complain(`${name} was accepted and is not known`);
      if (end !== undefined) world.complain(`${name} is not known, but has events`);
      if (ran > 0) world.complain(`${name} is not known, but ran`);
      continue;
    }
    if (LEFT.has(state)) world.complain(`${name} is still ${state}`);
    else if (end?.finished !== 1) world.complain(`${name} is ${state}, with ${end?.finished ?? 0} prompt.finished`);
    else if (end.end?.['state'] !== state) world.complain(`${name} is ${state}, told as ${String(end.end?.['state'])}`);
    if (state === 'done' && ran !== 1) world.complain(`${name} is done and ran ${ran} times`);
  }
}

async function stateOf(world: FuzzWorld, { sessionId, promptId }: SentPrompt): Promise<string | undefined> {
  const found = await world.call('get_prompt', { session_id: sessionId, prompt_id: promptId });
  return found.kind === 'done' ? (found.value['state'] as string) : undefined;
}

/** How often each tag stands in a transcript as what the user said there; a fork's copies do not count. */
function countRuns(world: FuzzWorld): ReadonlyMap<string, number> {
  const runs = new Map<string, number>();
  const projects = join(world.configDir, 'projects');
  for (const slug of readdirSync(projects)) {
    for (const name of readdirSync(join(projects, slug)).filter((file) => file.endsWith('.jsonl'))) {
      for (const line of readFileSync(join(projects, slug, name), 'utf8').split('\n')) {
        const tag = tagOf(line);
        if (tag !== undefined) runs.set(tag, (runs.get(tag) ?? 0) + 1);
      }
    }
  }
  return runs;
}

function tagOf(line: string): string | undefined {
  let record: { type?: string; forkedFrom?: unknown; message?: { content?: unknown } };
  try {
    record = JSON.parse(line) as typeof record;
  } catch {
    return undefined;
  }
  if (record.type !== 'user' || record.forkedFrom !== undefined) return undefined;
  const content = record.message?.content;
  return typeof content === 'string' ? /^(t[0-9a-f]{8}) says/.exec(content)?.[1] : undefined;
}

/** Says where listings differ from what runs, when nothing has anything to do. */
export async function judgeListing(world: FuzzWorld): Promise<void> {
  let wrong = await findWrong(world);
  // A process may have been idle for long just then.
  for (let again = 0; wrong.length > 0 && again < 5; again++) {
    await delay(500);
    const before = new Set(wrong);
    wrong = (await findWrong(world)).filter((each) => before.has(each));
  }
  for (const each of wrong) world.complain(each);
}

async function findWrong(world: FuzzWorld): Promise<string[]> {
  const listed = await world.call('list_sessions', { limit: 500 });
  if (listed.kind !== 'done') return [`list_sessions: ${JSON.stringify(listed)}`];
  const running = new Set(world.processes().map(({ sessionId }) => sessionId));
  const sessions = listed.value['sessions'] as Record<string, unknown>[];
  return sessions.flatMap(({ session_id: id, status, activity, queued, pending_permissions: pending }) => {
    const expected = running.has(String(id)) ? 'live' : 'idle';
    const isBusy = activity !== 'idle' || queued !== 0 || pending !== 0;
    return [
      ...(status === expected ? [] : [`${id} is ${status}, and should be ${expected}`]),
      ...(isBusy ? [`${id} has nothing to do, and is ${activity}, ${queued} queued, ${pending} asked`] : []),
    ];
  });
}
