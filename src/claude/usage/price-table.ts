/** USD per million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** Kept for 5 minutes. */
  readonly cacheWrite5m: number;
  /** Kept for an hour. */
  readonly cacheWrite1h: number;
}

/** What a model costs from a time on. */
export interface PricePeriod {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly prices: TokenPrices;
  /** Prices of every token of a response whose prompt (input, read from and written to the cache) is longer. */
  readonly long?: { readonly aboveTokens: number; readonly prices: TokenPrices };
}

/** A model's list prices. */
export interface ListedModel {
  /** Oldest first; the first holds for all earlier times too. */
  readonly periods: readonly PricePeriod[];
  /** What fast mode multiplies the prices by; absent where there is no fast mode. */
  readonly fast?: number;
  /** What keeping a response in one region multiplies them by. */
  readonly regional?: number;
}

/** Day on which the table was last held against the published list prices. */
export const PRICES_AS_OF = '2026-11-12';

/** USD for one web search, of every model that has the tool. */
export const WEB_SEARCH_USD = 0.01;

const REGIONAL = 1.1;

/** Prices in the order of the published table: input, writes for 5 minutes and an hour, reads, output. */
function rates(input: number, write5m: number, write1h: number, read: number, output: number): TokenPrices {
  return { input, output, cacheRead: read, cacheWrite5m: write5m, cacheWrite1h: write1h };
}

function always(prices: TokenPrices, more: Omit<ListedModel, 'periods'> = {}): ListedModel {
  return { periods: [{ since: 0, prices }], ...more };
}

const OPUS = rates(5, 6.25, 10, 0.5, 25);
const OPUS_LONG = { aboveTokens: 200_000, prices: rates(10, 12.5, 20, 1, 37.5) };
const OPUS_BEFORE = rates(15, 18.75, 30, 1.5, 75);
const SONNET = rates(3, 3.75, 6, 0.3, 15);
const SONNET_LONG = { aboveTokens: 200_000, prices: rates(6, 7.5, 12, 0.6, 22.5) };
const SONNET_5 = rates(2, 2.5, 4, 0.2, 10);
const FABLE_5 = rates(10, 12.5, 20, 1, 50);
const FABLE_5_1 = rates(10, 12.5, 20, 0.25, 50);
/** From this day on long prompts cost what short ones do. */
const ONE_PRICE_SINCE = Date.UTC(2026, 2, 13);

/**
 * List prices of the Claude API by model (name without date), as published. A model that is not in here has no known
 * price: none is ever taken from a neighbour.
 */
export const PRICE_TABLE: Readonly<Record<string, ListedModel>> = {
  'claude-fable-5-2': always(rates(8, 10, 16, 0.2, 40), { regional: REGIONAL }),
  'claude-fable-5-1': always(FABLE_5_1, { regional: REGIONAL }),
  'claude-mythos-5-1': always(FABLE_5_1, { regional: REGIONAL }),
  'claude-fable-5': always(FABLE_5, { regional: REGIONAL }),
  'claude-mythos-5': always(FABLE_5, { regional: REGIONAL }),
  'claude-opus-5-5': always(rates(4, 5, 8, 0.2, 20), { fast: 2, regional: REGIONAL }),
  'claude-opus-5': always(OPUS, { fast: 2, regional: REGIONAL }),
  'claude-opus-4-8': always(OPUS, { fast: 2, regional: REGIONAL }),
  'claude-opus-4-7': always(OPUS, { fast: 6, regional: REGIONAL }),
  'claude-opus-4-6': {
    periods: [
      { since: 0, prices: OPUS, long: OPUS_LONG },
      { since: ONE_PRICE_SINCE, prices: OPUS },
    ],
    fast: 6,
    regional: REGIONAL,
  },
  'claude-opus-4-5': always(OPUS, { regional: REGIONAL }),
  'claude-opus-4-1': always(OPUS_BEFORE),
  'claude-opus-4': always(OPUS_BEFORE),
  'claude-sonnet-5-5': {
    periods: [
      { since: 0, prices: SONNET_5 },
      { since: Date.UTC(2026, 9, 7), prices: rates(2, 2.5, 4, 0.1, 10) },
    ],
    regional: REGIONAL,
  },
  'claude-sonnet-5': always(SONNET_5, { regional: REGIONAL }),
  'claude-sonnet-4-6': {
    periods: [
      { since: 0, prices: SONNET, long: SONNET_LONG },
      { since: ONE_PRICE_SINCE, prices: SONNET },
    ],
    regional: REGIONAL,
  },
  'claude-sonnet-4-5': { periods: [{ since: 0, prices: SONNET, long: SONNET_LONG }], regional: REGIONAL },
  'claude-sonnet-4': { periods: [{ since: 0, prices: SONNET, long: SONNET_LONG }] },
  'claude-haiku-5-5': {
    periods: [
      {
        since: 0,
        prices: rates(0.1, 0.125, 0.2, 0.01, 0.5),
        long: { aboveTokens: 100_000, prices: rates(0.5, 0.625, 1, 0.05, 2.5) },
      },
    ],
    regional: REGIONAL,
  },
  'claude-haiku-4-5': always(rates(1, 1.25, 2, 0.1, 5), { regional: REGIONAL }),
  'claude-3-7-sonnet': always(SONNET),
  'claude-3-5-sonnet': always(SONNET),
  'claude-3-5-haiku': always(rates(0.8, 1, 1.6, 0.08, 4)),
  'claude-3-opus': always(OPUS_BEFORE),
  'claude-3-sonnet': always(SONNET),
  'claude-3-haiku': always(rates(0.25, 0.3, 0.5, 0.03, 1.25)),
};

/** Names that Anthropic gives a model besides its own. */
export const MODEL_ALIASES: Readonly<Record<string, string>> = {
  'claude-opus-4-0': 'claude-opus-4',
  'claude-sonnet-4-0': 'claude-sonnet-4',
};
