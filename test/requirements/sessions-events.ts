import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** The event log and the ways to read it. */
export const SESSION_EVENT_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${SESSIONS}, The 17 tools`, {
    'sessions.poll.match': 'poll_events waits only for events that match.',
    'sessions.poll.timeout': 'An empty poll ends with its time, and its cursor goes on.',
    'sessions.poll.types': 'Without types all but message.delta, call.* and usage.updated; with types those.',
    'sessions.poll.own-position': 'Without a cursor a poll goes on from this MCP session’s position for this filter.',
    'sessions.poll.no-session': 'Without an MCP session and without a prompt of the caller a poll begins now.',
    'sessions.poll.each-gets-all': 'Callers never take each other’s events.',
    'sessions.poll.cancelled': 'A poll that its caller gave up moves no position.',
    'sessions.poll.restart': 'Positions survive a restart of the server.',
    'sessions.poll.lost': 'Polls with a cursor lose and repeat nothing when the server is killed.',
    'sessions.poll.bounded': 'A reply stays below 256 KiB, and the next one has the rest.',
    'sessions.poll.arguments': 'Wrong arguments of poll_events are refused by name.',
    'sessions.poll.stop': 'A stopping server waits for no poll.',
  }),
  ...now(`${SESSIONS}, Events`, {
    'sessions.events.no-idle': 'session.idle is told when a turn has ended, not at creation or adoption.',
    'sessions.events.cursors': 'Cursors are increasing and opaque; what is none of this log is refused.',
    'sessions.events.restart': 'Cursors are valid across restarts, clean or not, and nothing that was seen is lost.',
    'sessions.events.gap': 'A cursor that has fallen out answers gap: true with the oldest.',
    'sessions.events.bounds': 'The log is bounded: 64 MiB or 7 days.',
    'sessions.events.damage': 'A torn line is dropped, a damaged segment set aside and told.',
    'sessions.events.disk': 'When the disk fails events go on, health says so, and writing is tried again.',
    'sessions.events.oracle': 'Every filter, page size and place gives what a plain list gives, from memory and disk.',
    'sessions.events.calls': 'Registry calls are told as call.started and call.finished; polls tell of none.',
    'sessions.events.inputs': 'What a permission asks for is shown only to who may answer.',
    'sessions.events.types': 'Each event type is documented and has a schema.',
    'sessions.events.sse': 'GET /api/events streams events with id (the cursor), type and JSON.',
    'sessions.events.sse-resume': 'Last-Event-ID and cursor bring what came since, then what comes.',
    'sessions.events.sse-filter': 'session_id and types choose; wrong parameters are refused.',
    'sessions.events.sse-admission': 'Events are streamed only to who is admitted, with the scope sessions:read.',
    'sessions.events.sse-stop': 'A stopping server ends its streams, and readers go on with the next one.',
    'sessions.events.sse-slow': 'A reader that never reads is cut off, and holds up nobody.',
    'sessions.events.sse-lost': 'Lost connections and a killed server lose and repeat no event.',
  }),
  ...now(
    'design: figures',
    {
      'bench.events.delivered': '1,000 readers of the event stream get 0.7 of the events a second of a bare server.',
      'bench.events.latency-p50': 'An event reaches its reader within 5 ms, median.',
      'bench.events.latency-p95': 'An event reaches its reader within 25 ms, 95 of 100.',
      'bench.watch.p50': 'What is appended to a transcript reaches an SSE client within 5 ms, median.',
      'bench.watch.p95': 'What is appended to a transcript reaches an SSE client within 25 ms, 95 of 100.',
      'bench.watch.cpu': 'An idle server that watches 2,000 transcripts takes less than 1 % of a processor.',
      'bench.watch.rss': 'An idle server that watches 2,000 transcripts takes at most 150 MB.',
    },
    'bench',
  ),
];
