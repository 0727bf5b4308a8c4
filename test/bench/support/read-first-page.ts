import { createTranscripts } from '../../../src/claude/transcripts/create-transcripts.ts';

/** A process of its own: reads the newest page of a session and prints ms and bytes of memory it took. */
const [configDir = '', sessionId = ''] = process.argv.slice(2);
const transcripts = createTranscripts({ configDir });
const options = { limit: 50, include: new Set<never>(), maxBytes: 400_000 };
// An unknown session, so that modules and folders are not part of the figure, but nothing of the transcript is known.
await transcripts.readPage('bbbbbbbb-0000-4000-8000-ffffffffffff', options).catch(() => undefined);
globalThis.gc?.();
const before = process.memoryUsage().rss;
const startedAt = performance.now();
const page = await transcripts.readPage(sessionId, options);
const ms = performance.now() - startedAt;
const bytes = process.memoryUsage().rss - before;
process.stdout.write(JSON.stringify({ ms, bytes, messages: page.messages.length }));
