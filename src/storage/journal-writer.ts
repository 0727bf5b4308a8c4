import { join } from 'node:path';
import { type Clock, toIso } from '../core/clock.ts';
import { journalName, snapshotName, writeCurrent } from './collection-files.ts';
import { ensureDirectory } from './durable-files.ts';
import { JournalFile } from './journal-file.ts';
import type { Recovered } from './recovery.ts';
import type { PlannedFile } from './replay-plan.ts';
import { STORE_SCHEMA } from './store-schema.ts';

/** A file of a collection and how much of it is durable. */
export interface DurableFile extends PlannedFile {
  /** `undefined`: all of it, nobody writes it any more. */
  readonly durableBytes: number | undefined;
}

/**
 * Writes the changes of one collection: numbers them, and starts a journal of its own generation with the first
 * change after opening and after each `seal`, so that an owner which only reads writes nothing.
 */
export class JournalWriter {
  readonly directory: string;
  readonly #name: string;
  readonly #clock: Clock;
  #journal: JournalFile | undefined;
  #files: PlannedFile[];
  #base: number;
  #nextGeneration: number;
  #lastSeq: number;
  #snapshotBytes: number;
  /** Bytes of journals that are sealed and not yet in a snapshot. */
  #sealedBytes: number;

  constructor(directory: string, name: string, clock: Clock, recovered: Omit<Recovered<unknown>, 'records'>) {
    this.directory = directory;
    this.#name = name;
    this.#clock = clock;
    this.#files = [...recovered.files];
    this.#base = recovered.base;
    this.#nextGeneration = recovered.nextGeneration;
    this.#lastSeq = recovered.lastSeq;
    this.#snapshotBytes = recovered.snapshotBytes;
    this.#sealedBytes = recovered.journalBytes;
  }

  /** The generation a reader starts from. */
  get base(): number {
    return this.#base;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  get snapshotBytes(): number {
    return this.#snapshotBytes;
  }

  /** Bytes of all journals that are not yet in a snapshot. */
  get journalBytes(): number {
    return this.#sealedBytes + (this.#journal?.length ?? 0);
  }

  /** The files whose replay gives the state of this moment. */
  files(): DurableFile[] {
    const active = this.#journal === undefined ? undefined : this.#files.at(-1);
    return this.#files.map((file) => ({
      ...file,
      durableBytes: file === active ? this.#journal?.length : undefined,
    }));
  }

  /**
   * Makes records durable; `toJson` returns the line of record `index` under its number.
   * @throws SyncError, or the system's error when nothing was written.
   */
  async append(count: number, toJson: (index: number, seq: number) => string): Promise<void> {
    this.#journal ??= await this.#startJournal();
    const jsons: string[] = [];
    for (let index = 0; index < count; index++) jsons.push(toJson(index, this.#lastSeq + 1 + index));
    await this.#journal.append(jsons);
    this.#lastSeq += count;
  }

  /** Ends the current journal; the next change starts another. Returns the generation that one will have. */
  async seal(): Promise<number> {
    const journal = this.#journal;
    if (journal !== undefined) {
      this.#journal = undefined;
      this.#sealedBytes += journal.length;
      await journal.close();
    }
    return this.#nextGeneration;
  }

  /** Takes note that `snapshot-<generation>` covers everything before that generation. */
  adoptSnapshot(generation: number, sizeBytes: number, coveredBytes: number): void {
    const live = this.#files.filter((file) => file.kind === 'journal' && file.generation >= generation);
    this.#files = [{ name: snapshotName(generation), kind: 'snapshot', generation }, ...live];
    this.#base = generation;
    this.#snapshotBytes = sizeBytes;
    this.#sealedBytes -= coveredBytes;
    this.#nextGeneration = Math.max(this.#nextGeneration, generation);
  }

  async #startJournal(): Promise<JournalFile> {
    const generation = this.#nextGeneration;
    if (this.#files.length === 0) {
      await ensureDirectory(this.directory);
      await writeCurrent(this.directory, this.#base);
    }
    const name = journalName(generation);
    const journal = await JournalFile.create(join(this.directory, name), {
      codez: 'journal',
      schema: STORE_SCHEMA,
      collection: this.#name,
      generation,
      first_seq: this.#lastSeq + 1,
      created_at: toIso(this.#clock()),
    });
    this.#files.push({ name, kind: 'journal', generation });
    this.#nextGeneration = generation + 1;
    return journal;
  }
}
