/** What was seen of a part. `details` are plain JSON, small, without contents or secrets. */
export interface PartState {
  readonly ok: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Something that was mended. */
export interface Mended {
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A part of codez that health looks at. */
export interface WatchedPart {
  readonly name: string;
  look(): Promise<PartState> | PartState;
  /** Mends what is safe to mend and says what it did; called before each regular look. */
  heal?(): Promise<readonly Mended[]>;
  /** True for what costs too much to be looked at unasked; it has no say in whether codez is well. */
  readonly isLookedAtOnDemand?: boolean;
}
