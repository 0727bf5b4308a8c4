import { createEventTools } from '../events/event-tools.ts';
import { startFixtureServer } from '../fixture-server.ts';

/** `event-server HOME PORT`: a server whose tools make events; prints its URL, ends cleanly on SIGTERM. */
const [home, port] = process.argv.slice(2) as [string, string];
const server = await startFixtureServer({ home, port: Number(port), tools: createEventTools() });
process.stdout.write(`${server.url}\n`);
process.once('SIGTERM', async () => {
  await server.close();
  process.exit(0);
});
