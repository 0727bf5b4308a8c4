import { BackwardMessages } from './backward-messages.ts';
import { findBytes } from './find-bytes.ts';
import { fitMessage, sizeOfMessage } from './fit-message.ts';
import { withLateResults } from './late-results.ts';
import type { LocatedMessage } from './message-assembler.ts';
import { MessageSource, MessageSources, OWN } from './message-sources.ts';
import { invalidCursor, type PageCursor, parsePageCursor, renderPageCursor } from './page-cursor.ts';
import type { PagePositions, SourcePosition } from './page-positions.ts';
import type { PlainFile } from './plain-files.ts';
import { readRecordAt } from './record-at.ts';
import type { TranscriptPlace } from './transcript-folders.ts';
import type { MessageExtra, MessagePage, TranscriptMessage } from './transcripts.ts';

export interface PageOptions {
  readonly limit: number;
  readonly cursor?: string;
  readonly include: ReadonlySet<MessageExtra>;
  readonly maxBytes: number;
}

/**
 * Returns a page of messages, reading the file back from where the page after it ended.
 * @throws CodezError `invalid` for a cursor of another session, or one whose place is gone
 */
export async function readPage(
  place: TranscriptPlace,
  file: PlainFile,
  options: PageOptions,
  hasSidechains: () => Promise<boolean>,
  positions: PagePositions,
): Promise<MessagePage> {
  const { include } = options;
  const given = options.cursor === undefined ? undefined : parsePageCursor(options.cursor, place.sessionId);
  const { size } = file.stats;
  const cursor =
    given === undefined ? { session: place.sessionId, before: size, from: size } : await locate(file, given);
  const sources = new MessageSources();
  try {
    const messages = new BackwardMessages(file, {
      end: cursor.from,
      include,
      isOneBranch: true,
      isWanted: (record) => record['isSidechain'] !== true,
      fallbackTime: file.stats.mtimeMs,
    });
    const own = new MessageSource(OWN, cursor.last?.time ?? Number.POSITIVE_INFINITY, async () => messages);
    const all = [own];
    if (include.has('subagents')) {
      all.push(...(await sources.agentsOf(place, include, positions.find(options.cursor))));
      if (await hasSidechains()) all.push(sources.inlineOf(file, size, include));
    }
    const page = await collect(all, cursor, options, file, given !== undefined);
    if (page.nextCursor !== undefined) positions.keep(page.nextCursor, positionsOf(all));
    return page;
  } finally {
    await sources.close();
  }
}

function positionsOf(sources: readonly MessageSource[]): ReadonlyMap<string, SourcePosition> {
  const agents = sources.filter(({ name }) => name !== OWN);
  return new Map(agents.flatMap(({ name, position }) => (position === undefined ? [] : [[name, position] as const])));
}

async function collect(
  sources: MessageSource[],
  start: PageCursor,
  { limit, include, maxBytes }: PageOptions,
  file: PlainFile,
  isLaterPage: boolean,
): Promise<MessagePage> {
  const messages: TranscriptMessage[] = [];
  let cursor = start;
  let bytes = 0;
  for (;;) {
    const next = await findNext(sources, start);
    if (next === undefined) return { messages: messages.reverse() };
    const { source, head } = next;
    let { message } = head;
    if (isLaterPage && source.name === OWN) {
      message = await withLateResults(message, file, start.from, include.has('tool_results'));
    }
    const size = sizeOfMessage(message);
    const isFull = messages.length >= limit || (messages.length > 0 && bytes + size > maxBytes);
    if (isFull) {
      return { messages: messages.reverse(), nextCursor: renderPageCursor(await behind(cursor, sources)) };
    }
    messages.push(size > maxBytes ? fitMessage(message, maxBytes) : message);
    bytes += size;
    cursor = advance(cursor, source, head, sources.length > 1);
    source.take();
  }
}

/** Returns the newest message that has not been shown yet, with its source. */
async function findNext(
  sources: MessageSource[],
  start: PageCursor,
): Promise<{ source: MessageSource; head: LocatedMessage } | undefined> {
  for (;;) {
    let best: MessageSource | undefined;
    for (const source of sources) {
      if (source.isOver) continue;
      if (best === undefined || comesFirst(source, best)) best = source;
    }
    if (best === undefined) return undefined;
    const { head } = best;
    if (head === undefined) await best.read();
    else if (isShown(best, head, start)) best.take();
    else return { source: best, head };
  }
}

/** Of one moment, what a sub-agent says is newer than the message that called it. */
function comesFirst(one: MessageSource, other: MessageSource): boolean {
  return one.newest > other.newest || (one.newest === other.newest && one.name > other.name);
}

function isShown(source: MessageSource, head: LocatedMessage, { before, last }: PageCursor): boolean {
  if (source.name === OWN) return head.start >= before;
  if (last === undefined || source.newest !== last.time) return last !== undefined && source.newest > last.time;
  return source.name > last.source || (source.name === last.source && head.start >= last.start);
}

function advance(cursor: PageCursor, source: MessageSource, head: LocatedMessage, isMerged: boolean): PageCursor {
  const last = { time: source.newest, source: source.name, start: head.start };
  const merged = isMerged ? { last } : {};
  if (source.name !== OWN) return { ...cursor, ...merged };
  const { session, from } = cursor;
  const uuid = head.uuid === undefined ? {} : { uuid: head.uuid };
  return { session, before: head.start, from: readFrom(head, from), ...uuid, ...merged };
}

/** A prompt is read again with the next page, since it says where its branch goes on. */
function readFrom({ message, start, end }: LocatedMessage, from: number): number {
  if (message.role === 'assistant') return start;
  return message.role === 'user' ? end : from;
}

/** The next message of the session's own file may have records behind the last one shown. */
async function behind(cursor: PageCursor, sources: readonly MessageSource[]): Promise<PageCursor> {
  const own = sources.find(({ name }) => name === OWN);
  if (own?.isPending === true) await own.read();
  return own?.head === undefined ? cursor : { ...cursor, from: Math.max(cursor.from, own.head.end) };
}

/** Finds the place of a cursor again, also after the file has been written anew. */
async function locate(file: PlainFile, cursor: PageCursor): Promise<PageCursor> {
  const { uuid, before } = cursor;
  if (uuid === undefined)
    return cursor.before <= file.stats.size ? cursor : { ...cursor, before: file.stats.size, from: file.stats.size };
  const here = before < file.stats.size ? await readRecordAt(file, before) : undefined;
  if (here?.start === before && here.record['uuid'] === uuid) return cursor;
  const found = await findBytes(file, Buffer.from(`"uuid":${JSON.stringify(uuid)}`));
  const moved = found === undefined ? undefined : await readRecordAt(file, found);
  if (moved === undefined) throw invalidCursor('its place is no longer in the transcript');
  return { ...cursor, before: moved.start, from: moved.start + cursor.from - before };
}
