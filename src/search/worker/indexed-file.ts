/** How far one pass over a file has come; see `files` of the index's tables. */
export interface PassOffsets {
  offset: number;
  resume: number;
  /** Size of the file when it was last read to its end by this pass: what is behind `offset` is a line not ended. */
  seenSize: number;
}

/** A file of the index, as it was last seen and as far as it was read. */
export interface IndexedFile {
  readonly id: number;
  readonly path: string;
  readonly project: number;
  /** Empty while the records of a sub-agent's file have not told it. */
  sessionId: string;
  readonly agentId: string | undefined;
  dev: number;
  ino: number;
  size: number;
  mtime: number;
  readonly conversation: PassOffsets;
  readonly tools: PassOffsets;
  mark: Buffer;
  skippedLines: number;
  /** Was read or looked at since it was last written down. */
  isChanged: boolean;
}

/** True when a pass has something of the file to read. */
export function isPending({ size }: IndexedFile, { seenSize }: PassOffsets): boolean {
  return seenSize !== size;
}
