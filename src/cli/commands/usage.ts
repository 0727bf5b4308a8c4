import { defineCommand } from '../define-command.ts';
import { findProject } from '../session/find-project.ts';
import { callOperation, type ShownUsage } from '../session/operations.ts';
import { shownLine } from '../text/shown-text.ts';
import { wrapText } from '../text/wrap-text.ts';
import { DEFAULT_SINCE, parseSince, parseUntil } from '../usage/period.ts';
import { renderUsage, type UsageGrouping } from '../usage/render-usage.ts';
import { resolveTimeZone } from '../usage/time-zone.ts';
import { wholeNumber } from '../whole-number.ts';
import { withInvoker } from '../with-invoker.ts';

const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 500;

export const usage = defineCommand({
  description: [
    'Shows what Claude Code used on this machine and what it cost, by day, model, project or session: every response ' +
      'of the model once, sub-agents included, whoever started the session. Days are those of your time zone.',
    'Costs are list prices in USD, of the date that is shown below the table; what a subscription covers is not taken ' +
      'off. A model that is not in the list has no cost: it is named, a + marks the sums it is missing from, and a ? ' +
      'stands where nothing has a price. Prices of your own go into "prices" in config.json.',
  ],
  options: {
    by: {
      placeholder: 'WHAT',
      description: 'What to break it down by; day by default.',
      choices: ['day', 'model', 'project', 'session'],
    },
    since: {
      placeholder: 'WHEN',
      description: `From then on: all, 7d, 4w, today, yesterday, a month, a date or a time; ${DEFAULT_SINCE} by default.`,
    },
    until: { placeholder: 'WHEN', description: 'Up to this date (it is included), or before this time.' },
    project: { placeholder: 'FOLDER|SLUG', description: 'Only this project; . is the current folder.' },
    timeZone: {
      placeholder: 'ZONE',
      description: 'Time zone of the days, e.g. Europe/Berlin; that of this machine by default.',
    },
    limit: {
      placeholder: 'COUNT',
      description: `Lines at most, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} by default, and of days all.`,
    },
  },
  examples: [
    { line: 'codez usage', does: 'cost of the last 30 days, day by day' },
    { line: 'codez usage --by model --since 2026-01', does: 'which models were used since January' },
    { line: 'codez usage --by session --since today', does: "what today's sessions cost" },
  ],
  sections: {
    Prices: [
      'The list holds what Anthropic publishes for the Claude API: input, output, cache reads, cache writes for 5 minutes ' +
        'and for an hour, fast mode (model-fast), responses kept in the US (model-us), longer prompts where they cost ' +
        'more, web searches, and what was charged before a price changed. It comes with codez, so that costs need no ' +
        'network, and matches names exactly: a model that is new has no price until codez or you give it one.',
      'In config.json: {"prices": {"MODEL": {"input": 3, "output": 15, "cache_read": 0.3, "cache_write_5m": 3.75, ' +
        '"cache_write_1h": 6}}}, in USD per million tokens, MODEL as the table names it. They go before the list. A ' +
        'running server takes them with its next start.',
    ],
  },
  async run(context) {
    const { options, output, io, paths, signal } = context;
    const by = (options.by ?? 'day') as UsageGrouping;
    const limit = wholeNumber('--limit', options.limit, by === 'day' ? MAX_LIMIT : DEFAULT_LIMIT, MAX_LIMIT);
    const { timeZone, today } = resolveTimeZone(options.timeZone);
    const since = parseSince(options.since ?? DEFAULT_SINCE, today);
    const until = options.until === undefined ? undefined : parseUntil(options.until, today);
    const period = { ...(since && { since }), ...(until && { until }), time_zone: timeZone };
    return withInvoker(context, async (opened) => {
      const slug = options.project === undefined ? undefined : await findProject(opened, options.project, context);
      const query = { ...period, group_by: by, limit, ...(slug && { slug }) };
      const working = output.spin('Counting');
      const report = await callOperation<ShownUsage>(opened, 'get_observability', query, signal).finally(working.stop);
      if (output.isJson) output.result({ ...period, group_by: by, ...report }, '');
      else if (report.totals.messages === 0) output.note(nothing(since, slug));
      else {
        output.print(renderUsage(report, { by, style: output.style, width: output.width, userHome: io.userHome }));
        // On a terminal no word is cut in two.
        const width = io.stderr.isTTY === true ? output.width : Number.POSITIVE_INFINITY;
        for (const line of remarks(report, limit, paths.config).flatMap((remark) => wrapText(remark, width)))
          output.note(line);
      }
      return 0;
    });
  },
});

function nothing(since: string | undefined, slug: string | undefined): string {
  const where = slug === undefined ? '' : ' in this project';
  return since === undefined
    ? `Nothing was used${where} yet.`
    : `Nothing was used${where} in this time. \`codez usage --since all\` looks at everything.`;
}

function remarks(
  { unpriced_models: unpriced, prices_as_of: asOf, next_cursor: next }: ShownUsage,
  limit: number,
  config: string,
): string[] {
  return [
    ...(next === undefined ? [] : [`There are more: --limit ${Math.min(MAX_LIMIT, limit * 4)}`]),
    ...(unpriced.length === 0
      ? []
      : [
          `No price is known of ${unpriced.map((model) => shownLine(model, 60)).join(', ')} (+ marks sums without it): give one in "prices" of ${config}.`,
        ]),
    `List prices of ${asOf}.`,
  ];
}
