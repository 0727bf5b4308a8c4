import { createSlices } from '../../core/slices.ts';
import { createLineShape, readLineShape } from '../lines/line-shape.ts';
import { BackwardLines, type FileLine } from './backward-lines.ts';
import { findLastBytes } from './find-bytes.ts';
import { type AssemblerOptions, type LocatedMessage, MessageAssembler } from './message-assembler.ts';
import type { PlainFile } from './plain-files.ts';
import { conversationOf, queuedAs } from './queued-prompt.ts';
import { readRecordAt } from './record-at.ts';
import { type JsonRecord, parseRecord, toRecord, toText } from './record-fields.ts';
import { isOnlyResults, roleOfRecord } from './record-role.ts';

/** Notes and attachments between a prompt and the message it goes on from. */
const MAX_HOPS = 64;
/** How far back the record is looked for that a prompt goes on from. */
const MAX_LOOK_BACK_BYTES = 32 * 1024 * 1024;

export interface BackwardMessagesOptions extends AssemblerOptions {
  /** Offset behind the newest record that is read. */
  readonly end: number;
  /** Which records belong to this conversation. */
  readonly isWanted: (record: JsonRecord) => boolean;
  /** Whether answers are left out that a person has gone back from. */
  readonly isOneBranch: boolean;
}

/**
 * Hands out the messages of a transcript, newest first.
 *
 * A transcript is a tree: who goes back to an earlier message and asks again, or goes on with a session in a second
 * process, leaves a branch behind. A prompt names the record it goes on from; messages that stand between the two
 * are of another branch and left out, as Claude Code does when it resumes. Where that record cannot be found nothing
 * is left out.
 */
export class BackwardMessages {
  readonly #file: PlainFile;
  readonly #options: BackwardMessagesOptions;
  readonly #lines: BackwardLines;
  readonly #assembler: MessageAssembler;
  readonly #shape = createLineShape();
  readonly #slices = createSlices();
  #ready: LocatedMessage[] = [];
  #isAtStart = false;
  /** Records behind this offset are of another branch. */
  #branchedAt = Number.POSITIVE_INFINITY;

  constructor(file: PlainFile, options: BackwardMessagesOptions) {
    this.#file = file;
    this.#options = options;
    this.#lines = new BackwardLines(file, options.end);
    this.#assembler = new MessageAssembler(options);
  }

  /** Undefined at the beginning of the transcript. */
  async next(): Promise<LocatedMessage | undefined> {
    while (this.#ready.length === 0 && !this.#isAtStart) {
      const line = await this.#lines.next();
      if (line === undefined) {
        this.#isAtStart = true;
        this.#ready = this.#assembler.end();
      } else {
        await this.#addLine(line);
      }
      if (this.#slices.over) await this.#slices.rest();
    }
    return this.#ready.shift();
  }

  async #addLine(line: FileLine): Promise<void> {
    readLineShape(line.bytes, 0, line.bytes.length, this.#shape);
    const { kind } = this.#shape;
    if (kind === 'other' || kind === 'title') return;
    if (kind === 'system' && !this.#options.include.has('system')) return;
    const parsed = line.isWhole ? parseRecord(line.bytes.toString('utf8')) : standInFor(line, this.#shape.kind);
    if (parsed === undefined || !this.#options.isWanted(parsed)) return;
    const record = conversationOf(parsed);
    const role = roleOfRecord(record);
    if (line.start > this.#branchedAt && role !== 'system') return this.#assembler.addResults(record);
    this.#ready = this.#assembler.add({ record, start: line.start, end: line.end });
    const isTurn = role === 'user' && queuedAs(record) === undefined;
    if (isTurn && this.#options.isOneBranch) await this.#followParent(record, line.start);
  }

  /** Leaves out what stands between a prompt and the message it goes on from. */
  async #followParent(record: JsonRecord, start: number): Promise<void> {
    if (isOnlyResults(toRecord(record['message'])?.['content'])) return;
    let before = start;
    let child = record;
    for (let hops = 0; hops < MAX_HOPS; hops += 1) {
      const parent = toText(child['parentUuid']);
      const offset = parent === undefined ? undefined : await this.#findUuid(parent, before);
      if (offset === undefined) return;
      this.#branchedAt = offset;
      const found = await this.#recordAt(offset);
      if (found === undefined || isMessage(found.record)) return;
      // Notes and attachments hang on the message they belong to.
      before = found.start;
      child = found.record;
    }
  }

  async #findUuid(uuid: string, before: number): Promise<number | undefined> {
    const wanted = Buffer.from(`"uuid":${JSON.stringify(uuid)}`);
    const floor = Math.max(0, before - MAX_LOOK_BACK_BYTES);
    return this.#lines.findBefore(wanted, before) ?? (await findLastBytes(this.#file, wanted, before, floor));
  }

  async #recordAt(offset: number): Promise<{ record: JsonRecord; start: number } | undefined> {
    const line = this.#lines.peekAt(offset);
    if (line === undefined) return readRecordAt(this.#file, offset);
    const record = parseRecord(line.bytes.toString('utf8'));
    return record === undefined ? undefined : { record, start: line.start };
  }
}

function isMessage(record: JsonRecord): boolean {
  const role = roleOfRecord(record);
  return role === 'user' || role === 'assistant';
}

/** Stands for a record that is too long to be read. */
function standInFor(line: FileLine, kind: string): JsonRecord | undefined {
  if (kind !== 'user' && kind !== 'assistant') return undefined;
  const text = `[a record of ${line.end - line.start} bytes]`;
  const time = /"timestamp":"([^"]{1,40})"/.exec(line.bytes.toString('latin1'))?.[1];
  return { type: kind, timestamp: time, message: { role: kind, content: text } };
}
