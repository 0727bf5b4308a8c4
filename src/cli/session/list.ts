import type { OpenInvoker } from '../../app/open-invoker.ts';
import { systemClock } from '../../core/clock.ts';
import { defineCommand } from '../define-command.ts';
import { wholeNumber } from '../whole-number.ts';
import { withInvoker } from '../with-invoker.ts';
import { findProject } from './find-project.ts';
import { callOperation, type SessionPage, type SessionRow } from './operations.ts';
import { renderSessionList } from './render-session-list.ts';

const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 500;

export const list = defineCommand({
  description: [
    'Lists the Claude Code sessions of this machine, newest first, those started in a terminal included. Status live: ' +
      'codez runs it; mirror: another process does, e.g. a terminal; idle: nobody does, its next prompt resumes it.',
    'The beginning of an id is enough wherever a command takes one.',
  ],
  options: {
    project: { placeholder: 'FOLDER|SLUG', description: 'Only sessions of this project; . is the current folder.' },
    status: {
      placeholder: 'STATUS',
      description: 'Only sessions in this status.',
      choices: ['live', 'mirror', 'idle'],
    },
    label: { placeholder: 'LABEL', description: 'Only sessions with this label.' },
    all: { description: 'Archived sessions too.' },
    limit: { placeholder: 'COUNT', description: `Sessions at most, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} by default.` },
  },
  examples: [
    { line: 'codez sessions list', does: 'see what is going on' },
    { line: 'codez sessions list --project . --status live', does: 'what codez runs in this folder' },
  ],
  async run(context) {
    const { options, output, io } = context;
    const limit = wholeNumber('--limit', options.limit, DEFAULT_LIMIT, MAX_LIMIT);
    return withInvoker(context, async (opened) => {
      const { project, status, label } = options;
      const slug = project === undefined ? undefined : await findProject(opened, project, context);
      const query = { limit, ...(slug && { slug }), ...(status && { status }), ...(label && { label }) };
      const page = await read(opened, query, options.all, context.signal);
      const width = output.isTerminal ? { width: output.width } : {};
      const view = { style: output.style, nowMs: systemClock(), userHome: io.userHome, ...width };
      const isFiltered = slug !== undefined || status !== undefined || label !== undefined;
      if (page.sessions.length > 0 || output.isJson) output.result(page, renderSessionList(page.sessions, view));
      else output.note(nothing(isFiltered));
      if (page.hasMore && !output.isJson) output.note(`There are more: --limit ${Math.min(MAX_LIMIT, limit * 4)}`);
      return 0;
    });
  },
});

interface ListedSessions {
  readonly sessions: readonly SessionRow[];
  readonly hasMore: boolean;
}

async function read(
  opened: OpenInvoker,
  query: { readonly limit: number },
  isAll: boolean,
  signal: AbortSignal,
): Promise<ListedSessions> {
  const pages = await Promise.all(
    (isAll ? [false, true] : [false]).map((archived) =>
      callOperation<SessionPage>(opened, 'list_sessions', { ...query, archived }, signal),
    ),
  );
  const all = pages.flatMap(({ sessions }) => sessions);
  const newest = [...all].sort((a, b) => (a.updated_at < b.updated_at ? 1 : a.updated_at > b.updated_at ? -1 : 0));
  const hasMore = all.length > query.limit || pages.some(({ next_cursor: next }) => next !== undefined);
  return { sessions: newest.slice(0, query.limit), hasMore };
}

function nothing(isFiltered: boolean): string {
  return isFiltered
    ? 'No session is like that. `codez sessions list --all` shows every one.'
    : 'There are no Claude Code sessions yet. Start one in a terminal with `claude`, or here, with a server running, with:\n' +
        '  codez sessions prompt --new --cwd FOLDER "what to do"';
}
