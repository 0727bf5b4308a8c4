const PAGE_BITS = 16;

/** Offset of an address within its page: `address & PAGE_MASK`. */
export const PAGE_MASK = (1 << PAGE_BITS) - 1;
const PAGE_SIZE = 1 << PAGE_BITS;

/**
 * Numbers in pages of 65,536 that never move, so that growing copies nothing. A run of numbers lies within one
 * page; a run longer than a page gets one of its own.
 */
export class Arena<Page extends Uint16Array | Int32Array | Uint32Array> {
  readonly pages: Page[] = [];
  readonly #makePage: (length: number) => Page;
  #free = PAGE_SIZE;

  constructor(makePage: (length: number) => Page) {
    this.#makePage = makePage;
  }

  /** Reserves `length` zeroed numbers and returns their address. */
  allocate(length: number): number {
    if (this.#free + length > PAGE_SIZE) {
      this.pages.push(this.#makePage(Math.max(PAGE_SIZE, length)));
      this.#free = 0;
    }
    const address = (this.pages.length - 1) * PAGE_SIZE + this.#free;
    this.#free += length;
    return address;
  }

  /** Returns the page that holds `address`. */
  page(address: number): Page {
    return this.pages[address >>> PAGE_BITS] as Page;
  }
}
