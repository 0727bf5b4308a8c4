import type { SharedSpace } from './shared-space.ts';

/** A shared space, who may use it and what is in it. */
export interface SpaceStatus {
  readonly space: SharedSpace;
  /** `host:NAME` and `user:NAME`, by name. */
  readonly writers: readonly string[];
  readonly readers: readonly string[];
  readonly notes: number;
}

export interface RemovedSpace {
  readonly name: string;
  /** Who lost the right to it. */
  readonly withdrawn: readonly string[];
  readonly notesDeleted: number;
}

/** What the owner does with shared spaces. */
export interface SpaceService {
  /** Nobody but the owner may use it until it is granted. @throws CodezError `invalid`, `conflict` */
  add(name: string): Promise<SpaceStatus>;
  list(): readonly SpaceStatus[];
  /**
   * Removes a space that nobody has a right to and that holds no notes; with `force` any: the rights to it are
   * withdrawn and its notes are deleted.
   * @throws CodezError `not_found`, `conflict` saying what is in the way
   */
  remove(name: string, how: { readonly force?: boolean | undefined }): Promise<RemovedSpace>;
}
