import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Conversation } from './conversation.ts';
import type { StandInOptions } from './options.ts';
import { parseSteps, type StandInStep } from './steps.ts';

type Entry = Record<string, unknown>;
type CallStep = Extract<StandInStep, { kind: 'call' }>;

/** What a turn needs of the process it runs in. */
export interface Surroundings {
  readonly options: StandInOptions;
  readonly conversation: Conversation;
  print(record: Entry): void;
  /** Asks over standard output; rejects when the turn is interrupted. */
  ask(request: Entry, signal: AbortSignal): Promise<Entry>;
}

const USAGE = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 5 };
const ALWAYS_ASKED: ReadonlySet<string> = new Set(['AskUserQuestion', 'ExitPlanMode']);
const NEVER_ASKED: ReadonlySet<string> = new Set(['Read', 'Glob', 'Grep']);
const EDITS: ReadonlySet<string> = new Set(['Write', 'Edit']);

/** How a turn ended, in the words of its `result` record. */
export interface TurnEnd {
  readonly result?: string;
  readonly status?: number;
}

/** Does what the prompt says. @throws the signal's reason when it is interrupted */
export async function runTurn(prompt: string, signal: AbortSignal, around: Surroundings): Promise<TurnEnd> {
  const steps = parseSteps(prompt);
  const results: string[] = [];
  for (const step of steps) {
    signal.throwIfAborted();
    if (step.kind === 'say') return { result: await say(step.text, 1, 0, signal, around) };
    if (step.kind === 'slow') return { result: await say(step.text, step.count, step.ms, signal, around) };
    if (step.kind === 'call') results.push(await call(step, signal, around));
    else if (step.kind === 'fail') return fail(step.status, step.text, around);
    else await misbehave(step, signal, around);
  }
  const text = results.length === 0 ? 'ok' : `results: ${results.join(' | ')}`;
  return { result: await say(text, 1, 0, signal, around) };
}

async function misbehave(step: StandInStep, signal: AbortSignal, around: Surroundings): Promise<void> {
  if (step.kind === 'exit') {
    process.stderr.write(`stand-in: ends with ${step.code} as it was told\n`);
    process.exit(step.code);
  }
  if (step.kind === 'garbage') process.stdout.write('no record at all\n{"type":"torn\n[1,2]\n\u0000\u001b[31m\n');
  if (step.kind === 'raw') process.stdout.write(`${step.line}\n`);
  if (step.kind === 'huge') around.print({ type: 'huge', text: 'x'.repeat(step.bytes) });
  if (step.kind === 'agents') {
    const tasks = Array.from({ length: step.count }, (_, index) => ({
      task_id: `a${index}`,
      task_type: 'local_agent',
    }));
    around.print({ type: 'system', subtype: 'background_tasks_changed', tasks, uuid: randomUUID() });
  }
  if (step.kind === 'hang') await pause(undefined, signal);
}

async function say(
  text: string,
  count: number,
  ms: number,
  signal: AbortSignal,
  around: Surroundings,
): Promise<string> {
  const message = begin(around);
  event(around, message, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  const size = Math.max(1, Math.ceil(text.length / count));
  for (let at = 0; at < text.length; at += size) {
    if (ms > 0) await pause(ms, signal);
    const delta = { type: 'text_delta', text: text.slice(at, at + size) };
    event(around, message, { type: 'content_block_delta', index: 0, delta });
  }
  complete(around, message, { type: 'text', text }, 'end_turn');
  return text;
}

async function call(step: CallStep, signal: AbortSignal, around: Surroundings): Promise<string> {
  const id = `toolu_${randomUUID()}`;
  const message = begin(around);
  const start = { type: 'tool_use', id, name: step.tool, input: {} };
  event(around, message, { type: 'content_block_start', index: 0, content_block: start });
  const delta = { type: 'input_json_delta', partial_json: JSON.stringify(step.input) };
  event(around, message, { type: 'content_block_delta', index: 0, delta });
  complete(around, message, { type: 'tool_use', id, name: step.tool, input: step.input }, 'tool_use');
  try {
    const input = await permit(step, id, signal, around);
    const text = input === undefined ? 'denied' : await runTool(step.tool, input, signal);
    return giveResult(id, text, input === undefined, around);
  } catch (error) {
    giveResult(id, "The user doesn't want to proceed with this tool use.", true, around);
    throw error;
  }
}

/** Returns the input to use; undefined when it was denied. */
async function permit(
  step: CallStep,
  id: string,
  signal: AbortSignal,
  around: Surroundings,
): Promise<Entry | undefined> {
  if (!isAsked(step.tool, around.options)) return step.input;
  const request = {
    subtype: 'can_use_tool',
    tool_name: step.tool,
    display_name: step.tool,
    input: step.input,
    permission_suggestions: [],
    tool_use_id: id,
  };
  around.conversation.tell('waiting', 'permission');
  const answer = await around.ask(request, signal);
  around.conversation.tell('busy');
  if (answer['behavior'] !== 'allow') return undefined;
  if (step.tool === 'ExitPlanMode' && around.options.permissionMode === 'plan') {
    around.options.permissionMode = 'default';
    const mode = { permissionMode: 'default', uuid: randomUUID() };
    around.print({ type: 'system', subtype: 'status', status: null, ...mode });
  }
  return (answer['updatedInput'] as Entry | undefined) ?? step.input;
}

function isAsked(tool: string, { permissionMode, allowedTools }: StandInOptions): boolean {
  if (ALWAYS_ASKED.has(tool)) return true;
  if (permissionMode === 'bypassPermissions' || allowedTools.includes(tool) || NEVER_ASKED.has(tool)) return false;
  return !(permissionMode === 'acceptEdits' && EDITS.has(tool));
}

async function runTool(tool: string, input: Entry, signal: AbortSignal): Promise<string> {
  if (tool === 'Write') {
    writeFileSync(String(input['file_path']), String(input['content']));
    return `File created successfully at: ${String(input['file_path'])}`;
  }
  if (tool !== 'Bash') return `${tool} ${JSON.stringify(input)}`;
  const env = { ...process.env, CLAUDE_PID: String(process.pid) };
  const child = spawn('/bin/sh', ['-c', String(input['command'])], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 2],
  });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const stop = (): void => {
    child.kill('SIGKILL');
    child.stdout?.destroy();
  };
  signal.addEventListener('abort', stop);
  await new Promise((resolve) => child.once('close', resolve));
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  return text.trim();
}

function giveResult(id: string, text: string, isError: boolean, around: Surroundings): string {
  const content = [{ type: 'tool_result', tool_use_id: id, content: text, is_error: isError }];
  const message = { role: 'user', content };
  const uuid = randomUUID();
  around.conversation.write('user', message, uuid, { toolUseResult: text });
  around.print({ type: 'user', message, parent_tool_use_id: null, uuid });
  return text;
}

function fail(status: number, text: string, around: Surroundings): TurnEnd {
  const message = {
    ...begin(around, '<synthetic>'),
    content: [{ type: 'text', text: `API Error: ${status} ${text}` }],
  };
  const uuid = randomUUID();
  around.conversation.write('assistant', message, uuid, { isApiErrorMessage: true });
  around.print({ type: 'assistant', message, parent_tool_use_id: null, uuid });
  return { result: `API Error: ${status} ${text}`, status };
}

function begin(around: Surroundings, model = around.options.model): Entry {
  const id = `msg_${randomUUID()}`;
  const message = { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage: USAGE };
  if (model !== '<synthetic>') event(around, message, { type: 'message_start', message });
  return message;
}

function complete(around: Surroundings, start: Entry, block: Entry, stopReason: string): void {
  const message = { ...start, content: [block] };
  const uuid = randomUUID();
  around.print({ type: 'assistant', message, parent_tool_use_id: null, uuid });
  const requestId = `req_${randomUUID()}`;
  around.conversation.write('assistant', { ...message, stop_reason: stopReason }, uuid, { requestId });
  event(around, start, { type: 'content_block_stop', index: 0 });
  event(around, start, { type: 'message_delta', delta: { stop_reason: stopReason }, usage: { output_tokens: 5 } });
  event(around, start, { type: 'message_stop' });
}

function event(around: Surroundings, message: Entry, body: Entry): void {
  const id = message['id'];
  around.print({ type: 'stream_event', event: body, parent_tool_use_id: null, uuid: randomUUID(), api_message_id: id });
}

/** Waits; rejects when the signal comes first. Without `ms` only the signal ends it. */
function pause(ms: number | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms ?? 2 ** 31 - 1);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
