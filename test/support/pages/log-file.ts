import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of the access log as a file holds it: every text may be anything. */
export type FileRow = Readonly<Record<string, string | number>>;

/** Returns a row of a host's successful call, changed as a case needs it. */
export function fileRow(at: Date, change: FileRow = {}): FileRow {
  return {
    at: at.toISOString(),
    request_id: `r-${at.getTime()}`,
    principal: 'host:web-1',
    space: 'web-1',
    address: '192.0.2.10',
    door: 'mcp',
    method: 'tools/call',
    tool: 'memory_store',
    status: 'ok',
    duration_ms: 12.5,
    bytes_in: 420,
    bytes_out: 1800,
    user_agent: 'codex/1.0',
    ...change,
  };
}

/** Writes rows, oldest first, into the log of a data directory whose server does not run yet. */
export function writeLogFile(home: string, rows: readonly FileRow[]): void {
  const byDay = new Map<string, string>();
  for (const row of rows) {
    const day = String(row['at']).slice(0, 10);
    byDay.set(day, `${byDay.get(day) ?? ''}${JSON.stringify(row)}\n`);
  }
  const folder = join(home, 'access');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [day, text] of byDay) writeFileSync(join(folder, `${day}.jsonl`), text, { mode: 0o600 });
}
