import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { openEventStream } from '../../../src/http/event-stream.ts';
import { open } from '../../support/http.ts';

const TEN_MIB = 10 * 1024 * 1024;

/** Serves one route on a free port, as `handle` answers it. */
async function serve(
  handle: (reply: FastifyReply) => Promise<void>,
): Promise<{ server: FastifyInstance; url: string }> {
  const server = Fastify({ forceCloseConnections: true });
  server.get('/', async (_request, reply) => {
    await handle(reply);
    return reply;
  });
  return { server, url: await server.listen({ host: '127.0.0.1', port: 0 }) };
}

async function lengthOf(response: IncomingMessage): Promise<number> {
  let length = 0;
  for await (const chunk of response) length += (chunk as Buffer).length;
  return length;
}

test('a client that left before its stream began is noticed', async () => {
  let noticed = 0;
  let asked: () => void;
  const request = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let handled: () => void;
  const finished = new Promise<void>((resolve) => {
    handled = resolve;
  });
  const { server, url } = await serve(async (reply) => {
    asked();
    await once(reply.raw, 'close');
    openEventStream(reply, {}, () => noticed++);
    handled();
  });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await request;
  socket.destroy();
  await finished;
  await server.close();
  assert.equal(noticed, 1);
});

test('one message may be larger than what a slow reader may leave unread', async () => {
  const { server, url } = await serve(async (reply) => {
    const sink = openEventStream(reply, {}, () => {});
    sink.write({ id: '1', data: JSON.stringify('x'.repeat(TEN_MIB)) });
    sink.end();
  });
  assert.ok((await lengthOf(await open(url))) > TEN_MIB);
  await server.close();
});

test('a reader that leaves too much unread is cut off', async () => {
  const { server, url } = await serve(async (reply) => {
    const sink = openEventStream(reply, {}, () => {});
    const data = JSON.stringify('x'.repeat(TEN_MIB / 10));
    for (let id = 1; id <= 100; id++) sink.write({ id: String(id), data });
  });
  await assert.rejects(open(url).then(lengthOf), { code: 'ECONNRESET' });
  await server.close();
});
