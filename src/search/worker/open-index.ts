import type { Database } from 'libsql';
import { DocumentWriter } from './document-writer.ts';
import { FileTable } from './file-table.ts';
import { openIndexFile, toIndexProblem } from './index-file.ts';
import type { IndexedFile } from './indexed-file.ts';
import type { Pace } from './pace.ts';
import { SegmentMerging } from './segment-merging.ts';

/** An open index: its tables, and what is on its way into them. */
export class OpenIndex {
  readonly db: Database;
  readonly table: FileTable;
  readonly writer: DocumentWriter;
  readonly merging: SegmentMerging;
  readonly #pace: Pace;
  #isWriting = false;

  /**
   * `db`: a connection that is open already.
   * @throws IndexProblem
   */
  constructor(path: string, pace: Pace, db = openIndexFile(path)) {
    this.#pace = pace;
    this.db = db;
    try {
      this.table = new FileTable(this.db);
      this.writer = new DocumentWriter(this.db);
      this.merging = new SegmentMerging(this.db);
    } catch (error) {
      this.close();
      throw toIndexProblem(error);
    }
  }

  /** Writes down all documents on their way, and how far their files were read, at once. */
  async commit(): Promise<void> {
    await this.#write(this.writer.write());
  }

  /** Takes out what files hold; with `isGone` they are forgotten, else read anew. */
  async remove(files: readonly IndexedFile[], isGone: boolean): Promise<void> {
    if (this.writer.pending > 0) await this.commit();
    for (const file of files) {
      await this.#write(this.writer.removeAll(file), () => {
        file.isChanged = true;
        file.mark = Buffer.alloc(0);
        file.skippedLines = 0;
        for (const pass of [file.conversation, file.tools]) Object.assign(pass, { offset: 0, resume: 0, seenSize: -1 });
        if (isGone) this.table.remove(file);
      });
    }
  }

  /** Gives up what is not written down; the connection stays open. */
  rollBack(): void {
    try {
      if (this.#isWriting) this.db.exec('ROLLBACK');
    } catch {
      // A database that failed has rolled back by itself.
    }
  }

  close(): void {
    this.rollBack();
    try {
      this.db.close();
    } catch {
      // Nothing more can be done for it.
    }
  }

  async #write(steps: Iterable<void>, then?: () => void): Promise<void> {
    this.db.exec('BEGIN IMMEDIATE');
    this.#isWriting = true;
    await this.#pace.drive(steps);
    then?.();
    for (const file of this.table.files.values()) this.table.save(file);
    this.db.exec('COMMIT');
    this.#isWriting = false;
    this.merging.begin();
  }
}
