import type { StreamSignal } from '../../claude/stream/stream-signal.ts';

/** A request of a live process that nobody has answered yet. */
export interface OpenPermission extends Omit<Extract<StreamSignal, { kind: 'permission_requested' }>, 'kind'> {
  /** Milliseconds since the epoch. */
  readonly since: number;
}
