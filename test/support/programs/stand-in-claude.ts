import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Conversation } from './stand-in/conversation.ts';
import { parseOptions } from './stand-in/options.ts';
import { runTurn, type Surroundings, type TurnEnd } from './stand-in/turn.ts';

/**
 * Speaks the protocol of `claude -p --input-format stream-json --output-format stream-json` and does what its prompts
 * say, one step a line: `say TEXT`, `slow COUNT MS TEXT`, `slowly MS TEXT`, `call TOOL {json}`, `fail STATUS TEXT`, `exit CODE`, `hang`,
 * `garbage`, `huge BYTES`, `agents COUNT`. It keeps a transcript and an entry in the registry of sessions. How its start goes wrong is
 * said by words in STAND_IN_CLAUDE, or in the file `.stand-in-claude` of its working folder: `exit`, `garbage`,
 * `silent`, `ignore-sigterm`.
 */
type Entry = Record<string, unknown>;

interface QueuedPrompt {
  readonly uuid: string;
  readonly message: Entry;
}

if (process.argv.includes('--version')) {
  process.stdout.write('2.1.330 (Claude Code)\n');
  process.exit(0);
}
const options = parseOptions(process.argv.slice(2), process.env);
if (options.oddities.has('exit')) {
  process.stderr.write('stand-in: a first line\nstand-in: refuses to start\n');
  process.exit(3);
}
if (options.oddities.has('garbage')) process.stdout.write('this is no JSON\n\u0000\u0001\n');
if (options.oddities.has('ignore-sigterm')) process.on('SIGTERM', () => {});
else process.once('SIGTERM', () => process.exit(143));

const conversation = openConversation();
const waiting = new Map<string, (answer: Entry) => void>();
const queue: QueuedPrompt[] = [];
let turn: AbortController | undefined;
let turns = 0;
let hasEnded = false;

const around: Surroundings = {
  options,
  conversation,
  print,
  ask: (request, signal) =>
    new Promise((resolve, reject) => {
      const id = randomUUID();
      waiting.set(id, resolve);
      signal.addEventListener('abort', () => {
        if (waiting.delete(id)) print({ type: 'control_cancel_request', request_id: id });
        reject(signal.reason);
      });
      print({ type: 'control_request', request_id: id, request });
    }),
};

// A test that failed may have left this process behind: it goes with the folder the test has made.
setInterval(() => {
  if (!existsSync(conversation.configDir)) process.exit(0);
}, 2_000).unref();

const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
lines.on('line', (line) => {
  if (line !== '' && !options.oddities.has('silent')) take(parseLine(line));
});
lines.on('close', () => {
  hasEnded = true;
  if (turn === undefined && !options.oddities.has('silent')) process.exit(0);
});

function parseLine(line: string): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    process.stderr.write(`Error parsing streaming input line (${line.length} chars)\n`);
    process.exit(1);
  }
}

function openConversation(): Conversation {
  try {
    return new Conversation(options, process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

function print(record: Entry): void {
  process.stdout.write(`${JSON.stringify({ ...record, session_id: conversation.sessionId })}\n`);
}

function take(entry: Entry): void {
  if (entry['type'] === 'control_request') control(String(entry['request_id']), entry['request'] as Entry);
  else if (entry['type'] === 'control_response') {
    const { request_id: id, response } = entry['response'] as Entry;
    const answer = waiting.get(String(id));
    waiting.delete(String(id));
    answer?.((response ?? {}) as Entry);
  } else if (entry['type'] === 'user') enqueue(entry);
}

function control(id: string, request: Entry): void {
  const reply = (response: Entry): void => {
    const line = { type: 'control_response', response: { request_id: id, ...response } };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
  if (request['subtype'] === 'initialize') reply({ subtype: 'success', response: { commands: [], models: [] } });
  else if (request['subtype'] === 'interrupt') {
    turn?.abort(new Error('interrupted'));
    reply({ subtype: 'success', response: { still_queued: queue.map(({ uuid }) => uuid) } });
  } else if (request['subtype'] === 'set_permission_mode' || request['subtype'] === 'set_model') {
    reply({ subtype: 'success', response: {} });
  } else reply({ subtype: 'error', error: `Unsupported control request subtype: ${String(request['subtype'])}` });
}

function enqueue(entry: Entry): void {
  const uuid = typeof entry['uuid'] === 'string' ? entry['uuid'] : randomUUID();
  if (conversation.hasSeen(uuid)) return;
  conversation.saw(uuid);
  queue.push({ uuid, message: entry['message'] as Entry });
  lifecycle(uuid, 'queued');
  if (turn === undefined) void runQueue();
}

async function runQueue(): Promise<void> {
  for (let prompt = queue.shift(); prompt !== undefined; prompt = queue.shift()) await runPrompt(prompt);
  if (hasEnded) process.exit(0);
}

async function runPrompt({ uuid, message }: QueuedPrompt): Promise<void> {
  const startedAt = Date.now();
  turn = new AbortController();
  turns += 1;
  conversation.tell('busy');
  lifecycle(uuid, 'started');
  const { permissionMode, model } = options;
  print({
    type: 'system',
    subtype: 'init',
    cwd: process.cwd(),
    tools: ['Bash'],
    model,
    permissionMode,
    uuid: randomUUID(),
  });
  conversation.write('user', message, uuid);
  print({ type: 'user', message, parent_tool_use_id: null, uuid, isReplay: true });
  let end: TurnEnd | undefined;
  try {
    end = await runTurn(textOf(message['content']), turn.signal, around);
  } catch {
    interrupted();
  }
  turn = undefined;
  conversation.tell('idle');
  const isError = end === undefined || end.status !== undefined;
  print({
    type: 'result',
    subtype: end === undefined ? 'error_during_execution' : 'success',
    is_error: isError,
    api_error_status: end?.status ?? null,
    terminal_reason: end === undefined ? 'aborted_tools' : end.status === undefined ? 'completed' : 'api_error',
    result: end?.result,
    duration_ms: Date.now() - startedAt,
    num_turns: turns,
    total_cost_usd: turns * 0.001,
    usage: { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 5 },
    user_message_uuid: uuid,
    user_message_uuids: [uuid],
    uuid: randomUUID(),
  });
  lifecycle(uuid, end === undefined ? 'cancelled' : 'completed');
}

function interrupted(): void {
  const message = { role: 'user', content: [{ type: 'text', text: '[Request interrupted by user]' }] };
  const uuid = randomUUID();
  conversation.write('user', message, uuid);
  print({ type: 'user', message, parent_tool_use_id: null, uuid });
}

function lifecycle(uuid: string, state: string): void {
  print({ type: 'command_lifecycle', command_uuid: uuid, state, uuid: randomUUID() });
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = content as readonly { readonly type: string; readonly text?: string }[];
  return blocks.flatMap((block) => block.text ?? []).join('\n');
}
