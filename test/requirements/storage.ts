import { now, planned, type Requirement } from './requirement.ts';

const RULES = 'contract: storage, Rules';
const NUMBERS = 'contract: storage, Numbers to reach';

/** JSON-file storage that loses nothing. */
export const STORAGE: readonly Requirement[] = [
  ...now('contract: storage, What is promised', {
    'storage.durable': 'An acknowledged write survives kill -9: fdatasync has returned before the reply is sent.',
    'storage.two-processes': 'Two processes on one data directory never lose or mix data.',
    'storage.damage-kept': 'A damaged file is never overwritten and never read as empty.',
  }),
  ...now('contract: storage, Files', {
    'storage.meta': 'meta.json holds schema, store_id and created_at.',
    'storage.files': 'A collection is CURRENT, snapshot-<g>.jsonl and journal-<g>.jsonl.',
    'storage.journal-line': 'A journal line is crc32 in hex, a space, JSON {s, o, k, v, at} and a line feed.',
  }),
  ...now(RULES, {
    'storage.group-commit': 'Queued records are written together with one fdatasync and then acknowledged.',
    'storage.durable-reads': 'Readers see durable data only.',
    'storage.queue-bound': 'The queue is bounded at 64 MiB; beyond it a write is refused as unavailable.',
    'storage.document.durable':
      'A small document is replaced by temporary file, fsync, rename and fsync of the directory, mode 0600.',
    'storage.document.unchanged': 'A small document that did not change is not written.',
    'storage.document.damage': 'An empty, null or invalid document is damage, not a default.',
    'storage.document.order': 'Changes of a document run in order and are seen when durable.',
    'storage.enospc': 'A short write or a full disk truncates back, rejects the batch and keeps serving reads.',
    'storage.fsync-error': 'An fsync error turns the store read-only and codez status red; it is never retried.',
    'storage.compaction': 'Compaction merges sealed files in a worker; the last record of a key wins.',
    'storage.compaction.crash': 'Every step of compaction can be repeated after a crash.',
    'storage.compaction.generations': 'After compaction one old generation is kept.',
    'storage.recovery.torn-tail': 'A torn last line of the last journal is cut, with a log line naming the bytes.',
    'storage.recovery.bad-line':
      'A bad line elsewhere: the file is copied to quarantine/, good lines are kept, health is red, store verify reports it.',
    'storage.recovery.empty-snapshot': 'An empty or short snapshot is damage and never read as no records.',
    'storage.recovery.newer-schema': 'A schema newer than this version knows is refused with a clear message.',
    'storage.behind': 'Last-use times are written behind, at most 1 s.',
    'storage.owner.lock':
      'One process owns the directory by flock on owner.lock; the kernel frees it with the process.',
    'storage.owner.reads': 'The owner keeps its lock while it reads, copies and backs up every file of its directory.',
    'storage.owner.stale-server-json': 'server.json is ignored when the lock is free.',
    'storage.owner.cli':
      'A CLI call that finds a server goes through server.sock, else it takes the lock for its own short life.',
    'storage.owner.serve-waits': 'serve waits up to 3 s for a short-lived owner, then ends with exit 5.',
    'storage.owner.stdio': 'codez mcp --stdio without a server frees the lock 1 s after its last call.',
    'storage.owner.generation': 'Each owner starts a new journal generation.',
    'storage.modes': 'Directories are 0700 and files 0600, kept after every rewrite.',
    'storage.symlinks': 'Symbolic links at our file names are refused.',
    'storage.verify': 'codez store verify checks every file and reports what is damaged.',
    'storage.compact': 'codez store compact rewrites each collection to its live records.',
    'storage.export': 'codez store export and import carry all notes as one readable JSON document.',
    'storage.export.filters': 'codez store export takes --host and --space.',
    'storage.backup': 'codez store backup writes a consistent copy while writes go on; the copy opens.',
    'storage.read-only-home': 'A read-only or missing home is reported with its path and what to do.',
    'storage.behind.access': 'Losing a second of written-behind access records only makes access narrower.',
  }),
  ...planned(RULES, {
    'storage.health': 'A damaged store is red in get_health.',
  }),
  ...now('contract: storage, Search', {
    'storage.search.immediate': 'A note is found in the tick of its acknowledgement.',
    'storage.search.filters': 'Space, host, tag and resource are terms of the index, so filters never starve.',
    'storage.search.normaliser':
      'Text is compared without case and accents; each CJK or Thai character and each symbol is a word of its own.',
  }),
  ...now(
    NUMBERS,
    {
      'bench.store.one-writer': 'One writer reaches 0.6 of a bare write and fdatasync loop.',
      'bench.store.many-writers': '128 writers reach 20 times that loop.',
      'bench.store.flat': 'p50 of a store at 100,000 notes is at most 1.3 of that at 100.',
      'bench.store.stall': 'Compaction never blocks the event loop longer than 10 ms.',
      'bench.store.kill':
        'kill -9 200 times under load with compaction running: nothing acknowledged is lost or damaged.',
      'bench.store.reopen': 'Reopening reads at 0.5 of JSON.parse over the same lines.',
    },
    'bench',
  ),
  ...now(NUMBERS, {
    'storage.kill': 'kill -9 again and again under load with compaction running loses no acknowledged note.',
    'storage.two-writers': 'Two processes with 1,000 writes each lose none.',
  }),
];
