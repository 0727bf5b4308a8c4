import { hash } from 'node:crypto';
import type { FoundHit } from './read-hit.ts';

/** How many messages are remembered: what a tool printed is not far from its call. */
const REMEMBERED = 16;

/** The messages of the latest hits: one that matches in several documents is shown once. */
export class SeenMessages {
  readonly #names: string[];

  constructor(names: readonly string[] = []) {
    this.#names = [...names];
  }

  has(hit: FoundHit): boolean {
    const name = nameOf(hit);
    return name !== undefined && this.#names.includes(name);
  }

  add(hit: FoundHit): void {
    const name = nameOf(hit);
    if (name === undefined) return;
    this.#names.push(name);
    if (this.#names.length > REMEMBERED) this.#names.shift();
  }

  /** Their names, the latest last. */
  get last(): readonly string[] {
    return [...this.#names];
  }
}

/** Titles are no messages. */
function nameOf({ slug, sessionId, messageId }: FoundHit): string | undefined {
  if (messageId === undefined) return undefined;
  return hash('sha256', `${slug} ${sessionId} ${messageId}`, 'base64url').slice(0, 6);
}
