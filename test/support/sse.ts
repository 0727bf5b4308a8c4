import type { IncomingMessage } from 'node:http';

/** One block of an event stream: an event, or a comment. */
export interface SseBlock {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly comment?: string;
}

/** Yields the blocks of an event stream as they come. */
export async function* readBlocks(response: IncomingMessage): AsyncGenerator<SseBlock, void, void> {
  let rest = '';
  for await (const chunk of response.setEncoding('utf8')) {
    rest += chunk;
    for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
      yield parseBlock(rest.slice(0, end));
      rest = rest.slice(end + 2);
    }
  }
}

/** Yields the events that carry a message, parsed; comments and events without data are left out. */
export async function* readMessages(
  response: IncomingMessage,
): AsyncGenerator<{ id: string | undefined; message: Record<string, unknown> }, void, void> {
  for await (const block of readBlocks(response)) {
    if (block.data === undefined || block.data === '') continue;
    yield { id: block.id, message: JSON.parse(block.data) as Record<string, unknown> };
  }
}

function parseBlock(text: string): SseBlock {
  const block: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const name = colon === 0 ? 'comment' : line.slice(0, colon === -1 ? undefined : colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    block[name] = block[name] === undefined ? value : `${block[name]}\n${value}`;
  }
  return block;
}
