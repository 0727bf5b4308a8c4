import type { EventRenderer } from './event-renderer.ts';
import type { ShownEvent } from './shown-event.ts';

/** Clears the line the cursor is in. */
const ERASE = '\r\u001b[K';

/** Where events appear, with a line at the bottom in which a person may be asked. */
export class LiveScreen {
  readonly #write: (text: string) => void;
  readonly #renderer: EventRenderer;
  #question: string | undefined;

  constructor(write: (text: string) => void, renderer: EventRenderer) {
    this.#write = write;
    this.#renderer = renderer;
  }

  show(event: ShownEvent): void {
    const text = this.#renderer.render(event);
    if (text !== '') this.#around(text);
  }

  /** Writes whole lines. */
  lines(lines: readonly string[]): void {
    if (lines.length > 0) this.#around(`${this.#renderer.endLine()}${lines.join('\n')}\n`);
  }

  /** Asks in the last line until `answered`. */
  ask(question: string): void {
    this.#write(`${this.#question === undefined ? this.#renderer.endLine() : ERASE}${question}`);
    this.#question = question;
  }

  /** The person has ended the line. */
  answered(): void {
    this.#question = undefined;
  }

  /** Takes the question back. */
  withdraw(): void {
    if (this.#question !== undefined) this.#write(ERASE);
    this.#question = undefined;
  }

  /** Ends whatever line is open. */
  end(): void {
    this.#write(this.#question === undefined ? this.#renderer.endLine() : '\n');
    this.#question = undefined;
  }

  #around(text: string): void {
    if (this.#question === undefined) this.#write(text);
    else this.#write(`${ERASE}${text}${this.#renderer.endLine()}${this.#question}`);
  }
}
