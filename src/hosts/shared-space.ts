/** A space of notes and resources that hosts and users share: a record of the collection `spaces`, by its name. */
export interface SharedSpace {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created_at: number;
}
