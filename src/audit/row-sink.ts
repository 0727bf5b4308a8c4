import type { Principal } from '../core/principal.ts';
import type { AccessRow } from './access-row.ts';

/** Is told of every call. */
export interface RowSink {
  /** A call has ended, or was refused. */
  write(row: AccessRow): void;
  /** A call of this principal is allowed and begins. */
  allowed(principal: Principal): void;
}
