import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FuzzWorld, Outcome, SentPrompt } from './fuzz-world.ts';
import type { SeededRandom } from './seeded-random.ts';

interface Asked {
  readonly session_id: string;
  readonly request_id: string;
  readonly kind: string;
  readonly tool: string;
  readonly input?: Record<string, unknown>;
}

/** Calls tools at random, with what it and others have made before. */
export class FuzzClient {
  readonly #world: FuzzWorld;
  readonly #random: SeededRandom;
  readonly #operations: readonly (readonly [number, () => Promise<void>])[];

  constructor(world: FuzzWorld, random: SeededRandom) {
    this.#world = world;
    this.#random = random;
    this.#operations = [
      [6, () => this.#create()],
      [25, () => this.#prompt()],
      [5, () => this.#repeat()],
      [6, () => this.#abort()],
      [4, () => this.#dispose()],
      [4, () => this.#fork()],
      [18, () => this.#answer()],
      [5, () => this.#sendAndWait()],
      [3, () => this.#waitForIdle()],
      [6, () => this.#look()],
      [2, () => this.#rename()],
      [2, () => this.#list()],
    ];
  }

  /** Goes on until the world says that it is over. */
  async run(): Promise<void> {
    while (!this.#world.isOver) {
      // Most of what is sent meanwhile only fails.
      while (this.#world.isDisturbed && this.#random.chance(0.9)) await delay(20);
      await this.#random.weighted(this.#operations)();
      await delay(this.#random.below(60));
    }
  }

  async #create(): Promise<void> {
    const world = this.#world;
    const isAgain = world.sessions.length > 0 && this.#random.chance(0.15);
    const isNamed = isAgain || this.#random.chance(0.5);
    const sessionId = isAgain ? this.#random.pick(world.sessions) : randomUUID();
    const tag = `t${randomUUID().slice(0, 8)}`;
    const hasPrompt = this.#random.chance(0.5);
    const folder = this.#random.weighted(world.folders.map((path, at) => [[6, 4, 1, 1, 0.5][at] ?? 1, path] as const));
    const created = await world.call('create_session', {
      cwd: folder,
      ...(isNamed ? { session_id: sessionId } : {}),
      ...(hasPrompt ? { prompt: this.#text(tag) } : {}),
      ...(this.#random.chance(0.6) ? { queue: true } : {}),
      ...(this.#random.chance(0.2) ? { permission_mode: 'acceptEdits' } : {}),
    });
    if (created.kind === 'lost' && isNamed && this.#random.chance(0.2)) world.sessions.push(sessionId);
    if (created.kind !== 'done') return;
    const { session_id: id, prompt_id: promptId } = created.value as { session_id: string; prompt_id?: string };
    if (!world.sessions.includes(id)) world.sessions.push(id);
    if (promptId === undefined) return;
    if (world.prompts.some((prompt) => prompt.promptId === promptId)) return;
    world.prompts.push({ sessionId: id, promptId, tag, isAccepted: true });
  }

  async #prompt(): Promise<void> {
    const sent = this.#newPrompt();
    if (sent === undefined) return this.#create();
    this.#world.prompts.push(sent);
    noteAccepted(sent, await this.#send('send_prompt', sent));
  }

  async #repeat(): Promise<void> {
    const { prompts } = this.#world;
    if (prompts.length === 0) return;
    const sent = this.#random.chance(0.7) ? (prompts.at(-1) as SentPrompt) : this.#random.pick(prompts);
    const both = [this.#send('send_prompt', sent), this.#send('send_prompt', sent)];
    for (const outcome of await Promise.all(this.#random.chance(0.5) ? both : [both[0] as Promise<Outcome>])) {
      noteAccepted(sent, outcome);
    }
  }

  async #sendAndWait(): Promise<void> {
    const sent = this.#newPrompt();
    if (sent === undefined) return;
    this.#world.prompts.push(sent);
    noteAccepted(sent, await this.#send('send_and_wait', sent, { timeout_ms: 200 + this.#random.below(1500) }));
  }

  async #send(tool: string, { sessionId, promptId, tag }: SentPrompt, more = {}): Promise<Outcome> {
    return await this.#world.call(tool, {
      session_id: sessionId,
      prompt_id: promptId,
      text: this.#text(tag),
      ...(tool === 'send_prompt' && this.#random.chance(0.6) ? { queue: true } : {}),
      ...more,
    });
  }

  #newPrompt(): SentPrompt | undefined {
    const { sessions } = this.#world;
    if (sessions.length === 0) return undefined;
    // Mostly the newest ones, so that they have much to do.
    const recent = sessions.slice(-4);
    const sessionId = this.#random.pick(this.#random.chance(0.8) ? recent : sessions);
    const promptId = this.#random.chance(0.7) ? randomUUID() : `p.${randomUUID().slice(0, 13)}`;
    return { sessionId, promptId, tag: `t${randomUUID().slice(0, 8)}`, isAccepted: false };
  }

  /** What a prompt makes the stand-in do; its first line only carries the tag. */
  #text(tag: string): string {
    const random = this.#random;
    const file = join(this.#world.folders[0] as string, `${tag}.txt`);
    const write = `call Write ${JSON.stringify({ file_path: file, content: tag })}`;
    const steps = random.weighted([
      [8, 'say short'],
      [8, `slow ${1 + random.below(20)} ${1 + random.below(60)} some words that come slowly`],
      [8, write],
      [3, `${write}\n${write}`],
      [3, `call Bash {"command":"sleep 0.${random.below(9)}; echo ran"}`],
      [2, 'call AskUserQuestion {"questions":[{"question":"Which?","options":[{"label":"a"},{"label":"b"}]}]}'],
      [2, 'fail 529 overloaded'],
      [2, 'exit 7'],
      [1, 'hang'],
      [1, 'garbage\nsay after'],
      [1, `huge ${1_100_000 + random.below(400_000)}\nsay large`],
    ]);
    return `${tag} says\n${steps}`;
  }

  async #abort(): Promise<void> {
    const sessionId = this.#anySession();
    if (sessionId !== undefined) await this.#world.call('abort_session', { session_id: sessionId });
  }

  async #dispose(): Promise<void> {
    const sessionId = this.#anySession();
    if (sessionId !== undefined) await this.#world.call('dispose_session', { session_id: sessionId });
  }

  async #fork(): Promise<void> {
    const sessionId = this.#anySession();
    if (sessionId === undefined) return;
    const read = await this.#world.call('get_session', { session_id: sessionId });
    const messages = read.kind === 'done' ? (read.value['messages'] as { message_id: string }[]) : [];
    const at = messages.length > 0 && this.#random.chance(0.5) ? this.#random.pick(messages).message_id : undefined;
    const args = { session_id: sessionId, ...(at === undefined ? {} : { message_id: at }) };
    const forked = await this.#world.call('fork_session', args);
    if (forked.kind === 'done') this.#world.sessions.push(forked.value['session_id'] as string);
  }

  async #answer(): Promise<void> {
    const listed = await this.#world.call('list_permissions');
    if (listed.kind !== 'done') return;
    const requests = listed.value['requests'] as Asked[];
    if (requests.length === 0) return;
    const asked = this.#random.pick(requests);
    const times = this.#random.weighted([
      [6, 1],
      [2, 2],
      [1, 3],
    ]);
    await Promise.all(Array.from({ length: times }, () => this.respond(asked)));
    if (this.#random.chance(0.2)) await this.respond(asked);
  }

  /** Answers a request in one of the ways there are. */
  async respond(asked: Asked): Promise<void> {
    const { session_id, request_id, kind, input } = asked;
    const behavior = this.#random.chance(0.7) ? 'allow' : 'deny';
    const edited = kind === 'permission' && behavior === 'allow' && this.#random.chance(0.3);
    const outcome = await this.#world.call('respond_permission', {
      session_id,
      request_id,
      behavior,
      ...(edited ? { updated_input: { ...input, content: 'edited' } } : {}),
      ...(kind === 'question' && behavior === 'allow' ? { answers: { 'Which?': 'a' } } : {}),
    });
    if (outcome.kind !== 'done') return;
    const key = `${session_id}/${request_id}`;
    this.#world.answers.set(key, (this.#world.answers.get(key) ?? 0) + 1);
  }

  async #waitForIdle(): Promise<void> {
    const ids = [this.#anySession(), this.#anySession()].filter((id) => id !== undefined);
    if (ids.length === 0) return;
    const until = this.#random.pick(['any', 'all'] as const);
    await this.#world.call('wait_for_idle', { session_ids: [...new Set(ids)], until, timeout_ms: 500 });
  }

  async #look(): Promise<void> {
    const { prompts } = this.#world;
    const sent = prompts.length === 0 ? undefined : this.#random.pick(prompts);
    if (sent === undefined) return;
    const found = await this.#world.call('get_prompt', { session_id: sent.sessionId, prompt_id: sent.promptId });
    if (found.kind === 'refused' && sent.isAccepted) {
      this.#world.complain(`the accepted prompt ${sent.promptId} is not known: ${found.message}`);
    }
  }

  async #rename(): Promise<void> {
    const sessionId = this.#anySession();
    if (sessionId === undefined) return;
    await this.#world.call('rename_session', { session_id: sessionId, title: `title ${this.#random.below(100)}` });
  }

  async #list(): Promise<void> {
    await this.#world.call('list_sessions', { limit: 500 });
  }

  #anySession(): string | undefined {
    const { sessions } = this.#world;
    if (sessions.length === 0) return undefined;
    return this.#random.pick(this.#random.chance(0.7) ? sessions.slice(-5) : sessions);
  }
}

function noteAccepted(sent: SentPrompt, outcome: Outcome): void {
  if (outcome.kind === 'done') sent.isAccepted = true;
}
