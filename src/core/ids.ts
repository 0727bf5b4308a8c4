import { randomBytes, randomUUID } from 'node:crypto';

/** Source of fresh identifiers; handed in so that tests can make them predictable. */
export interface Ids {
  /** A random UUID (v4). */
  uuid(): string;
  /** `bytes` random bytes in lower-case hex. */
  hex(bytes: number): string;
}

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  hex: (bytes) => randomBytes(bytes).toString('hex'),
};
