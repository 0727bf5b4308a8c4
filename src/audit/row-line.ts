import { CALL_STATUSES, DOORS, type Door } from '../core/call-terms.ts';
import { cutText } from '../core/cut-text.ts';
import { isErrorCode } from '../core/errors.ts';
import { escapeUnseen } from '../core/escape-unseen.ts';
import type { AccessRow } from './access-row.ts';

const KNOWN_DOORS: ReadonlySet<string> = new Set(DOORS);
const KNOWN_STATUSES: ReadonlySet<string> = new Set(CALL_STATUSES);

/** Returns the row as a line of JSON, long fields cut, `at` first; nothing in it can drive a terminal. */
export function renderRow(row: AccessRow): string {
  const json = JSON.stringify({
    at: cutText(row.at, 32),
    request_id: cutText(row.request_id, 64),
    principal: cutText(row.principal, 200),
    via: cut(row.via, 200),
    space: cut(row.space, 100),
    address: cutText(row.address, 64),
    door: row.door,
    method: cutText(row.method, 160),
    tool: cut(row.tool, 100),
    session_id: cut(row.session_id, 100),
    machine: cut(row.machine, 100),
    status: row.status,
    code: row.code,
    reason: cut(row.reason, 200),
    duration_ms: figure(row.duration_ms),
    bytes_in: figure(row.bytes_in),
    bytes_out: figure(row.bytes_out),
    user_agent: cut(row.user_agent, 256),
  });
  return `${escapeUnseen(json)}\n`;
}

/** Returns a value as it stands in a line, between its quotes. */
export function renderValue(value: string): string {
  return escapeUnseen(JSON.stringify(value)).slice(1, -1);
}

/** Returns the row of a line, undefined when the line is damaged or none of ours; what is unknown in it is left out. */
export function parseRow(line: string): AccessRow | undefined {
  let value: Partial<Record<keyof AccessRow, unknown>>;
  try {
    value = JSON.parse(line) as typeof value;
  } catch {
    return undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  const { at, request_id, principal, address, door, method, status, duration_ms, bytes_in, bytes_out } = value;
  if (typeof at !== 'string' || typeof request_id !== 'string' || typeof principal !== 'string') return undefined;
  if (typeof address !== 'string' || typeof method !== 'string') return undefined;
  if (!KNOWN_DOORS.has(door as string) || !KNOWN_STATUSES.has(status as string)) return undefined;
  if (!isFigure(duration_ms) || !isFigure(bytes_in) || !isFigure(bytes_out)) return undefined;
  const { via, space, tool, session_id, machine, code, reason, user_agent } = value;
  return {
    at,
    request_id,
    principal,
    ...(typeof via === 'string' && { via }),
    ...(typeof space === 'string' && { space }),
    address,
    door: door as Door,
    method,
    ...(typeof tool === 'string' && { tool }),
    ...(typeof session_id === 'string' && { session_id }),
    ...(typeof machine === 'string' && { machine }),
    status: status as AccessRow['status'],
    ...(isErrorCode(code) && { code }),
    ...(typeof reason === 'string' && { reason }),
    duration_ms,
    bytes_in,
    bytes_out,
    ...(typeof user_agent === 'string' && { user_agent }),
  };
}

function cut(text: string | undefined, units: number): string | undefined {
  return text === undefined ? undefined : cutText(text, units);
}

/** A tenth is exact enough; what is no number is none. */
function figure(value: number): number {
  return value >= 0 && value < Number.MAX_SAFE_INTEGER ? Math.round(value * 10) / 10 : 0;
}

function isFigure(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
