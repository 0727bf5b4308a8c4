import type { Socket } from 'node:net';
import type { AccessRow } from '../audit/access-row.ts';
import { toIso } from '../core/clock.ts';
import type { CodezError } from '../core/errors.ts';
import { ANONYMOUS } from './request-record.ts';

/** Returns the row of what was sent and could not be read as a request. */
export function unreadableRow(error: CodezError, socket: Socket, requestId: string): AccessRow {
  return {
    at: toIso(Date.now()),
    request_id: requestId,
    principal: ANONYMOUS,
    address: socket.remoteAddress ?? '',
    door: 'rest',
    method: '(unreadable)',
    status: error.code === 'too_large' ? 'denied' : 'error',
    code: error.code,
    duration_ms: 0,
    bytes_in: socket.bytesRead,
    bytes_out: socket.bytesWritten,
  };
}
