import { basename, join } from 'node:path';
import { BackwardMessages, type BackwardMessagesOptions } from './backward-messages.ts';
import type { LocatedMessage } from './message-assembler.ts';
import type { SourcePosition } from './page-positions.ts';
import { openPlainFile, type PlainFile, statPath } from './plain-files.ts';
import { toText } from './record-fields.ts';
import type { TranscriptPlace } from './transcript-folders.ts';
import { isFolder, readFolder } from './transcript-folders.ts';
import type { MessageExtra } from './transcripts.ts';

/** The session's own file. Sub-agents are named `agent <id>`, records of theirs in the session's file `inline`. */
export const OWN = '';
const INLINE = 'inline';
/** A sub-agent's file that was written last before this much earlier may hold nothing newer. */
const CLOCK_STEP_MS = 2_000;
const MAX_AGENTS = 2_000;

/** Messages of one file, newest first, with times that never grow from one to the next. */
export class MessageSource {
  readonly name: string;
  /** No message that is still to come is newer. */
  #newest: number;
  #head: LocatedMessage | undefined;
  #isRead = false;
  #messages: BackwardMessages | undefined;
  /** Where to go on behind the messages that were taken, the head not counted. */
  #taken: SourcePosition | undefined;
  readonly #open: (from?: number) => Promise<BackwardMessages | undefined>;

  constructor(
    name: string,
    newest: number,
    open: (from?: number) => Promise<BackwardMessages | undefined>,
    resumed?: SourcePosition,
  ) {
    this.name = name;
    this.#newest = Math.min(newest, resumed?.newest ?? newest);
    this.#open = open;
    this.#taken = resumed;
  }

  /** Where reading can go on later; undefined when it has to begin at the end of the file. */
  get position(): SourcePosition | undefined {
    if (this.isOver) return { from: 0, newest: this.#newest };
    const taken = this.#taken;
    return taken === undefined ? undefined : { ...taken, from: Math.max(taken.from, this.#head?.end ?? 0) };
  }

  get newest(): number {
    return this.#newest;
  }

  /** The next message, once it is read. */
  get head(): LocatedMessage | undefined {
    return this.#head;
  }

  /** True when it has to be read before it is known what comes next. */
  get isPending(): boolean {
    return !this.#isRead;
  }

  get isOver(): boolean {
    return this.#isRead && this.#head === undefined;
  }

  async read(): Promise<void> {
    this.#messages ??= await this.#open(this.#taken?.from);
    this.#head = await this.#messages?.next();
    this.#isRead = true;
    if (this.#head !== undefined) this.#newest = Math.min(this.#newest, this.#head.message.createdAt);
  }

  take(): void {
    if (this.#head !== undefined) this.#taken = { from: this.#head.start, newest: this.#newest };
    this.#isRead = false;
    this.#head = undefined;
  }
}

/** Opens the files of a session's sub-agents as they are needed; `close` closes them all. */
export class MessageSources {
  readonly #files: PlainFile[] = [];

  async agentsOf(
    place: TranscriptPlace,
    include: ReadonlySet<MessageExtra>,
    positions: ReadonlyMap<string, SourcePosition>,
  ): Promise<MessageSource[]> {
    const session = place.path.slice(0, -'.jsonl'.length);
    const folder = join(session, 'subagents');
    if (!(await isFolder(session)) || !(await isFolder(folder))) return [];
    const names = (await readFolder(folder)).filter((entry) => entry.isFile() && /^agent-.+\.jsonl$/.test(entry.name));
    return Promise.all(
      names.slice(0, MAX_AGENTS).map(({ name }) => this.#agent(join(folder, name), include, positions)),
    );
  }

  /** Messages of sub-agents that stand in the session's own file. */
  inlineOf(file: PlainFile, end: number, include: ReadonlySet<MessageExtra>): MessageSource {
    const options: BackwardMessagesOptions = {
      end,
      include,
      isOneBranch: false,
      isWanted: (record) => record['isSidechain'] === true,
      fallbackTime: file.stats.mtimeMs,
      agentIdOf: (record) => toText(record['agentId']) ?? 'sidechain',
    };
    return new MessageSource(INLINE, Number.POSITIVE_INFINITY, async () => new BackwardMessages(file, options));
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.map((file) => file.close()));
  }

  async #agent(
    path: string,
    include: ReadonlySet<MessageExtra>,
    positions: ReadonlyMap<string, SourcePosition>,
  ): Promise<MessageSource> {
    const agentId = basename(path).slice('agent-'.length, -'.jsonl'.length);
    const modifiedAt = (await statPath(path))?.mtimeMs ?? 0;
    const name = `agent ${agentId}`;
    const open = async (from?: number): Promise<BackwardMessages | undefined> => {
      const file = await openPlainFile(path);
      if (file === undefined) return undefined;
      this.#files.push(file);
      return new BackwardMessages(file, {
        end: Math.min(file.stats.size, from ?? file.stats.size),
        include,
        isOneBranch: false,
        isWanted: () => true,
        fallbackTime: file.stats.mtimeMs,
        agentIdOf: () => agentId,
      });
    };
    return new MessageSource(name, modifiedAt + CLOCK_STEP_MS, open, positions.get(name));
  }
}
