import { CALL_STATUSES, DOORS } from '../../core/call-terms.ts';
import { escapeUnseen } from '../../core/escape-unseen.ts';
import { type CommandContext, defineCommand } from '../define-command.ts';
import { followLog } from '../logs/follow-log.ts';
import { showLogLink } from '../logs/log-link.ts';
import { type LogQuery, type LogRow, readNewest } from '../logs/log-page.ts';
import { parseLogSince } from '../logs/log-since.ts';
import { LogTable } from '../logs/log-table.ts';
import type { Output } from '../output.ts';
import { resolveTimeZone } from '../usage/time-zone.ts';
import { UsageError } from '../usage-error.ts';
import { wholeNumber } from '../whole-number.ts';
import { openLocalServer, withLocalInvoker } from '../with-invoker.ts';

const DEFAULT_LIMIT = 50;
const FOLLOWED_LIMIT = 10;
const MAX_LIMIT = 10_000;
/** Exit code of a command that was interrupted. */
const INTERRUPTED = 130;

export const logs = defineCommand({
  description: [
    'Shows the access log of this data directory: every call that came in, refused ones included, with who made it, ' +
      'from where, and how it ended; the newest last. Arguments, contents and keys are never in it.',
    'Status ok, error (it failed) or denied (refused by a rule of access: a wrong key, a closed window, a limit).',
    'With --open or --link the same log comes as a page, with details and a live view.',
  ],
  options: {
    follow: { description: 'Go on with calls as they come, until Ctrl-C; over restarts of the server.' },
    host: { placeholder: 'NAME', description: 'Only calls with the key of this host.' },
    principal: {
      placeholder: 'NAME',
      description: 'Only calls of kind:name (owner:local), or of this name of any kind.',
    },
    tool: { placeholder: 'TOOL', description: 'Only calls of this tool.' },
    status: { placeholder: 'STATUS', description: 'Only calls that ended so.', choices: CALL_STATUSES },
    door: {
      placeholder: 'DOOR',
      description: 'Only calls that came in so.',
      choices: DOORS,
    },
    q: { placeholder: 'TEXT', description: 'Only calls with this text in any field, in upper or lower case.' },
    since: {
      placeholder: 'WHEN',
      description: 'Only calls since then: an age (15m, 1h, 7d), today, yesterday, a date or a time.',
    },
    all: { description: 'Calls that only read this log, too, and connections of this command line.' },
    limit: {
      placeholder: 'COUNT',
      description: `Calls at most, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} by default, ${FOLLOWED_LIMIT} before those that --follow waits for.`,
    },
    open: { description: 'Open the log page in the browser, signed in by a link that is good once.' },
    link: { description: 'Print such a link, good for 60 seconds; whoever has it may sign in.' },
    via: { placeholder: 'PORT', description: 'With --link: the port of your own machine that ssh -L forwards here.' },
  },
  examples: [
    { line: 'codez logs --follow', does: 'watch what comes in' },
    { line: 'codez logs --status denied --since 1h', does: 'who was refused in the last hour' },
    { line: 'codez logs --host web-1 --json | jq -r ".rows[].tool"', does: 'what a host has called' },
    { line: 'codez logs --link --via 8080', does: 'the page, from another machine, with ssh -L 8080:127.0.0.1:4097' },
  ],
  sections: {
    Output: [
      'On a terminal columns are left out or cut where it is narrow; in a pipe nothing is. Times are those of this ' +
        'machine. With --json it is one document, {"rows": [...]}, and with --follow a row a line; times are UTC there.',
    ],
  },
  async run(context) {
    const { options, output } = context;
    if (options.via !== undefined && !options.link) {
      throw new UsageError('--via goes with --link', 'Add --link, or leave --via out.', 'codez logs --link --via PORT');
    }
    if (options.open || options.link) {
      await showLogLink(context, options);
      return 0;
    }
    const query = toQuery(options);
    const limit = wholeNumber('--limit', options.limit, options.follow ? FOLLOWED_LIMIT : DEFAULT_LIMIT, MAX_LIMIT);
    if (options.follow) return await follow(context, query, limit);
    await withLocalInvoker(context, async (opened) => {
      const working = output.spin('Reading the log');
      const { rows, hasMore } = await readNewest(opened, query, limit, context.signal).finally(working.stop);
      if (output.isJson) output.printJson(escapeUnseen(JSON.stringify({ rows })));
      else if (rows.length === 0) output.note(nothing(query));
      else {
        const table = openTable(output, rows, false);
        output.print([table.heading(), ...rows.map((row) => table.line(row))].join('\n'));
        if (hasMore) output.note(`There may be more: --limit ${Math.min(MAX_LIMIT, limit * 4)}`);
      }
    });
    return 0;
  },
});

interface LogOptions {
  readonly host?: string | undefined;
  readonly principal?: string | undefined;
  readonly tool?: string | undefined;
  readonly status?: string | undefined;
  readonly door?: string | undefined;
  readonly q?: string | undefined;
  readonly since?: string | undefined;
  readonly all: boolean;
}

function toQuery({ host, principal, tool, status, door, q, since, all }: LogOptions): LogQuery {
  if (host !== undefined && principal !== undefined) {
    throw new UsageError('--host is a --principal', 'Give one of the two.', 'codez logs --host NAME');
  }
  const who = host === undefined ? principal : `host:${host}`;
  return {
    ...(who === undefined ? {} : { principal: who }),
    ...(tool === undefined ? {} : { tool }),
    ...(status === undefined ? {} : { status }),
    ...(door === undefined ? {} : { door }),
    ...(q === undefined ? {} : { q }),
    ...(since === undefined ? {} : { since: parseLogSince(since, resolveTimeZone()) }),
    ...(all ? { with_reads: true } : {}),
  };
}

async function follow(context: CommandContext, query: LogQuery, limit: number): Promise<number> {
  const { output, signal } = context;
  const connect = () => openLocalServer(context);
  let table: LogTable | undefined;
  for await (const rows of followLog({ connect, query, limit, signal, note: output.note })) {
    if (output.isJson) for (const row of rows) output.printJson(escapeUnseen(JSON.stringify(row)));
    else {
      if (table === undefined) {
        table = openTable(output, rows, true);
        output.print(table.heading());
      }
      for (const row of rows) output.print(table.line(row));
    }
  }
  return INTERRUPTED;
}

function openTable({ style, isTerminal, width }: Output, rows: readonly LogRow[], isOpen: boolean): LogTable {
  const offsetMinutes = (at: number): number => -new Date(at).getTimezoneOffset();
  return new LogTable(rows, isOpen, { style, offsetMinutes, ...(isTerminal ? { width } : {}) });
}

function nothing(query: LogQuery): string {
  return Object.keys(query).length === 0
    ? 'Nothing has been called yet.'
    : 'No call is like that. `codez logs` shows the last ones.';
}
