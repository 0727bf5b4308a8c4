import { createServer, type ServerResponse } from 'node:http';
import { toBenchEvent } from './bench-event.ts';

// The limit: open responses that all get the same chunk. A message `count` has it write so many events at once.
const responses = new Set<ServerResponse>();
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': begun\n\n');
  responses.add(response);
  response.once('close', () => responses.delete(response));
});
let seq = 1e15;
process.on('message', (count) => {
  if (typeof count !== 'number') return;
  let text = '';
  for (let at = 0; at < count; at++) {
    const cursor = `aaaaaa${String(++seq).padStart(11, '0')}`;
    const data = JSON.stringify({ cursor, at: new Date().toISOString(), ...toBenchEvent() });
    text += `id: ${cursor}\nevent: message.delta\ndata: ${data}\n\n`;
  }
  const chunk = Buffer.from(text);
  for (const response of responses) response.write(chunk);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : 0);
});
process.once('SIGTERM', () => process.exit(0));
