import type { KeyRing } from '../../src/hosts/key-ring.ts';

/** A key ring without keys. */
export const NO_KEYS: KeyRing = {
  judge: () => ({ outcome: 'unknown' }),
  bind: async () => ({ outcome: 'unknown' }),
  noteAllowed() {},
  noteCall() {},
};
