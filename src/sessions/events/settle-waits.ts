/** Who waits until the events up to a place are in the file. */
export class SettleWaits {
  readonly #waits: { readonly seq: number; readonly resolve: () => void }[] = [];

  /** Resolves when `settle` was called with this place or a later one; places never fall. */
  wait(seq: number): Promise<void> {
    return new Promise((resolve) => this.#waits.push({ seq, resolve }));
  }

  settle(seq: number): void {
    while ((this.#waits[0]?.seq ?? Number.POSITIVE_INFINITY) <= seq) this.#waits.shift()?.resolve();
  }
}
