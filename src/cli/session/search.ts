import { systemClock, toIso } from '../../core/clock.ts';
import { startOfDay } from '../../core/local-days.ts';
import { isDate } from '../../tools/sessions/period.ts';
import { defineCommand } from '../define-command.ts';
import { renderBytes } from '../render-bytes.ts';
import { parseSince } from '../usage/period.ts';
import { resolveTimeZone } from '../usage/time-zone.ts';
import { wholeNumber } from '../whole-number.ts';
import { withInvoker } from '../with-invoker.ts';
import { findProject } from './find-project.ts';
import { type FoundPage, searchOperation } from './operations.ts';
import { renderFound } from './render-found.ts';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

export const search = defineCommand({
  description: [
    'Finds what was said and done in all sessions of this machine: messages, what tools were given and what they ' +
      'printed, sub-agents, summaries and titles. Every word must occur in one message, in any case, with or without ' +
      'accents; newest first.',
    'A phrase stands in double quotes, which the shell must not take: \'"connection refused"\'. word* (4 letters or ' +
      'more) finds every word that begins so. All other signs only separate words.',
  ],
  arguments: [{ name: 'words', description: 'What to look for.', required: true, variadic: true }],
  options: {
    project: { placeholder: 'FOLDER|SLUG', description: 'Only this project; . is the current folder.' },
    role: {
      placeholder: 'ROLE',
      description: 'Only words of these: system is summaries and output of commands.',
      choices: ['user', 'assistant', 'system', 'title'],
    },
    in: {
      placeholder: 'PARTS',
      description: 'Where to look, separated by commas: text, tools, subagents, thinking; all but thinking by default.',
    },
    since: {
      placeholder: 'WHEN',
      description: 'Only from then on: 7d, 4w, today, yesterday, a month, a date or a time.',
    },
    best: { description: 'The best of the newest matches first, instead of the newest.' },
    limit: { placeholder: 'COUNT', description: `Hits at most, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} by default.` },
  },
  examples: [
    { line: 'codez sessions search flaky test', does: 'who spoke of it' },
    { line: 'codez sessions search \'"connection refused"\' --in tools --since 7d', does: 'what tools printed lately' },
    { line: 'codez sessions search migrat* --project . --role user', does: 'what you asked for in this folder' },
  ],
  async run(context) {
    const { args, options, output, io, signal } = context;
    const limit = wholeNumber('--limit', options.limit, DEFAULT_LIMIT, MAX_LIMIT);
    const since = options.since === undefined ? undefined : momentOf(options.since);
    return withInvoker(context, async (opened) => {
      const slug = options.project === undefined ? undefined : await findProject(opened, options.project, context);
      const query = {
        query: args.words.join(' '),
        limit,
        ...(slug && { slug }),
        ...(options.role && { role: options.role }),
        ...(options.in !== undefined && { in: options.in.split(',').map((part) => part.trim()) }),
        ...(since && { since }),
        ...(options.best && { order: 'relevance' }),
      };
      const working = output.spin('Searching');
      const searchFrom = (cursor: string | undefined): Promise<FoundPage> =>
        searchOperation(opened, { ...query, ...(cursor && { cursor }) }, signal, ({ progress, total = 0 }) =>
          working.update(`Reading transcripts: ${renderBytes(progress)} of ${renderBytes(total)}`),
        );
      const page = await firstPage(searchFrom).finally(working.stop);
      if (output.isJson) output.result(page, '');
      else {
        const width = output.isTerminal ? output.width : undefined;
        if (page.results.length > 0) {
          output.print(
            renderFound(page.results, { style: output.style, width, nowMs: systemClock(), userHome: io.userHome }),
          );
        }
        for (const line of remarks(page, limit)) output.note(line);
      }
      return 0;
    });
  },
});

/** Goes on where it took too long to find anything at once. */
async function firstPage(searchFrom: (cursor: string | undefined) => Promise<FoundPage>): Promise<FoundPage> {
  let page = await searchFrom(undefined);
  while (page.results.length === 0 && page.next_cursor !== undefined) page = await searchFrom(page.next_cursor);
  return page;
}

/** A date begins here, not in UTC. */
function momentOf(given: string): string | undefined {
  const { timeZone, today } = resolveTimeZone();
  const since = parseSince(given, today);
  return since !== undefined && isDate(since) ? toIso(startOfDay(since, timeZone)) : since;
}

function remarks({ results, next_cursor: next, indexing }: FoundPage, limit: number): string[] {
  const missing =
    indexing === undefined
      ? []
      : [
          `Not everything is searched yet: ${renderBytes(indexing.done_bytes)} of ${renderBytes(indexing.total_bytes)}; \`codez index status\` shows how far it is.`,
        ];
  if (results.length === 0) return ['Nothing was found.', ...missing];
  return [...(next === undefined ? [] : [`There are more: --limit ${Math.min(MAX_LIMIT, limit * 4)}`]), ...missing];
}
