import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import type { Dispatcher } from './dispatcher.ts';
import { PARSE_ERROR, parseMessage, renderFailure } from './json-rpc.ts';

export interface StdioOptions {
  readonly dispatcher: Dispatcher;
  readonly principal: Principal;
  readonly input: Readable;
  /** Nothing but protocol is written to it. */
  readonly output: Writable;
  readonly logger: Logger;
}

/** Serves MCP on standard input and output until the input ends; resolves when all running calls have finished. */
export async function serveStdio({ dispatcher, principal, input, output, logger }: StdioOptions): Promise<void> {
  const transport = new StdioServerTransport(input, output);
  const running = new Set<Promise<void>>();
  const send = (text: string): Promise<void> => transport.send(JSON.parse(text));
  const context = {
    principal,
    door: 'mcp',
    session: undefined,
    idScope: 'stdio',
    groups: undefined,
    emit: (text: string) => void send(text),
  } as const;

  const answer = async (value: unknown): Promise<void> => {
    const reply = await dispatcher.dispatch(parseMessage(value), context);
    if (reply !== undefined) await send(reply);
  };
  transport.onmessage = (message) => {
    const call = answer(message)
      .catch((error: Error) => logger.error('a reply could not be sent', { error: error.message }))
      .finally(() => running.delete(call));
    running.add(call);
  };
  transport.onerror = (error) => {
    logger.warn('a line was no JSON-RPC message', { error: error.message.slice(0, 200) });
    void send(renderFailure(null, { code: PARSE_ERROR, message: 'Parse error: the line is no JSON-RPC message' }));
  };
  const ended = new Promise<void>((resolve) => {
    input.once('end', resolve);
    input.once('close', resolve);
  });
  await transport.start();
  await ended;
  await Promise.allSettled(running);
  await transport.close();
}
