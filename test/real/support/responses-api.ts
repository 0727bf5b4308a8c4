import { randomUUID } from 'node:crypto';
import { type LoopbackServer, readJson, startLoopbackServer, writeEvents } from './loopback-server.ts';
import { nextStep, parseScript, type Step } from './script.ts';

interface Item {
  readonly type: string;
  readonly role?: string;
  readonly content?: readonly { readonly type: string; readonly text?: string }[];
  readonly output?: unknown;
}

interface OfferedTool {
  readonly type: string;
  readonly name?: string;
  readonly tools?: readonly OfferedTool[];
}

/** Starts a stand-in for the OpenAI Responses API whose model does what the last scripted prompt says. */
export async function startResponsesApi(): Promise<LoopbackServer> {
  return startLoopbackServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback');
    if (request.method !== 'POST' || pathname !== '/v1/responses') return void response.writeHead(404).end('{}');
    const body = (await readJson(request)) as { input?: readonly Item[]; tools?: readonly OfferedTool[] };
    await writeEvents(response, toEvents(toItem(decide(body.input ?? []), body.tools ?? [])));
  });
}

/** The script is the last user message that holds one; each output after it stands for a step that is done. */
function decide(input: readonly Item[]): Step {
  let steps: Step[] = [];
  let results: string[] = [];
  for (const item of input) {
    if (item.type === 'message' && item.role === 'user') {
      const found = parseScript((item.content ?? []).map(({ text }) => text ?? '').join('\n'));
      if (found.length > 0) [steps, results] = [found, []];
    } else if (item.type.endsWith('_output')) {
      results.push(typeof item.output === 'string' ? item.output : JSON.stringify(item.output));
    }
  }
  return steps.length === 0 ? { kind: 'say', text: 'ok' } : nextStep(steps, results);
}

/** A tool is offered by its whole name, or as a member of a namespace: the call answers in the same form. */
function toItem(step: Step, offered: readonly OfferedTool[]): Record<string, unknown> {
  if (step.kind !== 'call') return toText(step.kind === 'say' ? step.text : `no ${step.kind} here`);
  const call = {
    type: 'function_call',
    call_id: `call_${randomUUID()}`,
    arguments: JSON.stringify(step.input),
  };
  if (offered.some((tool) => tool.type === 'function' && tool.name === step.tool)) return { ...call, name: step.tool };
  for (const space of offered) {
    for (const tool of space.tools ?? []) {
      const joined = [`${space.name}${tool.name}`, `${space.name}__${tool.name}`];
      if (joined.includes(step.tool)) return { ...call, name: tool.name, namespace: space.name };
    }
  }
  const names = offered.map((tool) => `${tool.name}[${(tool.tools ?? []).map(({ name }) => name).join(' ')}]`);
  return toText(`the tool ${step.tool} is not offered, only: ${names.join(' ')}`);
}

function toText(text: string): Record<string, unknown> {
  return { type: 'message', role: 'assistant', id: `msg_${randomUUID()}`, content: [{ type: 'output_text', text }] };
}

function toEvents(item: Record<string, unknown>): Record<string, unknown>[] {
  const id = `resp_${randomUUID()}`;
  const usage = {
    input_tokens: 10,
    input_tokens_details: null,
    output_tokens: 5,
    output_tokens_details: null,
    total_tokens: 15,
  };
  return [
    { type: 'response.created', response: { id } },
    { type: 'response.output_item.done', item },
    { type: 'response.completed', response: { id, usage } },
  ];
}
