import { type LoopbackServer, readJson, startLoopbackServer, writeEvents } from './loopback-server.ts';
import { toEvents, toMessage } from './messages-events.ts';
import { nextStep, parseScript, type Step } from './script.ts';

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly content?: string | readonly Block[];
}

interface Message {
  readonly role: string;
  readonly content: string | readonly Block[];
}

/** Starts a stand-in for the Anthropic Messages API whose model does what the last scripted prompt says. */
export async function startMessagesApi(): Promise<LoopbackServer> {
  return startLoopbackServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback');
    if (request.method !== 'POST') return void response.writeHead(200).end('{}');
    const body = (await readJson(request)) as { messages?: readonly Message[]; model?: string; stream?: boolean };
    if (pathname === '/v1/messages/count_tokens') {
      return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":10}');
    }
    if (pathname !== '/v1/messages') return void response.writeHead(404).end('{}');
    const step = decide(body.messages ?? []);
    if (step.kind === 'fail') {
      response.writeHead(step.status, { 'content-type': 'application/json', ...step.headers });
      response.end(JSON.stringify({ type: 'error', error: { type: step.type, message: step.message } }));
    } else if (body.stream === true) {
      await writeEvents(response, toEvents(step, body.model ?? 'model'), step.kind === 'message' ? step.delayMs : 0);
    } else
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(toMessage(step, body.model)));
  });
}

/** The script is the last block of a user's that holds one; each tool result after it stands for a step that is done. */
function decide(messages: readonly Message[]): Step {
  let steps: Step[] = [];
  let results: string[] = [];
  for (const message of messages) {
    if (message.role !== 'user') continue;
    for (const block of toBlocks(message.content)) {
      if (block.type === 'tool_result') results.push(textOf(toBlocks(block.content ?? '')));
      const found = parseScript(textOf([block]));
      if (found.length > 0) [steps, results] = [found, []];
    }
  }
  return steps.length === 0 ? { kind: 'say', text: 'ok' } : nextStep(steps, results);
}

function toBlocks(content: string | readonly Block[]): readonly Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function textOf(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) => (block.type === 'text' && block.text !== undefined ? [block.text] : []))
    .join('\n')
    .replace(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '');
}
