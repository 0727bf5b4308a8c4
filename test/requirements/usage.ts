import { now, type Requirement } from './requirement.ts';

const USAGE = 'contract: tools-sessions, get_observability';

/** What Claude Code used, and what it cost. */
export const USAGE_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${USAGE}, Counting`, {
    'usage.exact': 'Sums equal those of a plain count of every response, whatever files come, change and go.',
    'usage.once': 'A response that several files hold counts once: where it is no copy, else in the older file.',
    'usage.subagents': 'Sub-agents count for their session.',
    'usage.days': 'Days are those of the time zone asked for, also where clocks change.',
  }),
  ...now(`${USAGE}, Arguments`, {
    'sessions.observability': 'get_observability counts every response once, equal to ground truth.',
    'usage.bounded': 'Groups are told page by page, each once, within what a result may hold.',
    'usage.period': 'A date as until is in the period, a time is not; what is neither is refused with what to write.',
  }),
  ...now('contract: cli, codez usage', {
    'cli.usage': 'codez usage tells cost and tokens by day, model, project and session, with a server or without.',
    'cli.usage.zone': 'Days are those of the time zone of this machine, or of the one that is given.',
    'cli.usage.since': '--since and --until take days and weeks back, words, months, dates and times.',
    'cli.usage.table': 'Numbers stand right-aligned with thousands, with a bar for each line and a total.',
    'cli.usage.width': 'No line is wider than the terminal.',
    'cli.usage.names': 'Projects are shown by path, sessions by id and title.',
    'cli.usage.text': 'The date of the prices and models without one are named, without colour outside of a terminal.',
    'cli.usage.unpriced': 'Sums that miss a price are marked.',
    'cli.usage.empty': 'Where nothing was used it says so; a wrong option is named.',
  }),
  ...now(`${USAGE}, Prices`, {
    'usage.prices': 'Input, output, cache reads and writes for 5 minutes and an hour have the price of their model.',
    'usage.prices.names': 'A model has its price under every name that platforms give it.',
    'usage.prices.modes':
      'Fast mode, long prompts, one region, web searches and earlier prices are priced as published.',
    'usage.prices.unknown': 'A model that is not listed has no price: none is taken from a name alike.',
    'usage.prices.own': 'Prices in config.json go before the list.',
    'usage.unpriced': 'Models without a price are named; their tokens count, and their sessions tell no cost.',
  }),
  ...now(
    USAGE,
    {
      'bench.usage': 'Usage of 650 files is counted no slower than ccusage 20 does, to the token; again within 50 ms.',
    },
    'bench',
  ),
];
