import {
  MODEL_ALIASES,
  PRICE_TABLE,
  PRICES_AS_OF,
  type PricePeriod,
  type TokenPrices,
  WEB_SEARCH_USD,
} from './price-table.ts';
import { parseUsedModel } from './used-model.ts';

/** What one response used. Times are milliseconds since the epoch, the rest are numbers of tokens and of searches. */
export interface PricedUse {
  readonly at: number;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly webSearches: number;
}

/** Returns what a response of one model costs, USD. */
export type CostOf = (use: PricedUse) => number;

/** Prices by model. */
export interface Prices {
  /** Day of the list they are from, ISO 8601. */
  readonly asOf: string;
  /** How responses counted under this name are priced; undefined when no price is known. */
  find(usedModel: string): CostOf | undefined;
}

/** Prices of one's own by model, USD per million tokens, as `prices` of `config.json` holds them. */
export type OwnPrices = Readonly<
  Record<
    string,
    {
      readonly input: number;
      readonly output: number;
      readonly cache_read: number;
      readonly cache_write_5m: number;
      readonly cache_write_1h: number;
    }
  >
>;

/**
 * Returns the published list prices with `own` put over them. Own prices are looked for under the very name that usage
 * is counted under, then under the model's name without date, platform, `-fast` and `-us`; there, what these multiply
 * the list price by is applied to them too.
 */
export function createPrices(own: OwnPrices = {}): Prices {
  const ownPrices = new Map(Object.entries(own).map(([name, prices]) => [name, toTokenPrices(prices)]));
  return {
    asOf: PRICES_AS_OF,
    find(usedModel) {
      const exact = ownPrices.get(usedModel);
      if (exact !== undefined) return costOf([{ since: 0, prices: exact }], 1);
      const { model: name, isFast, isRegional } = parseUsedModel(usedModel);
      const model = Object.hasOwn(MODEL_ALIASES, name) ? (MODEL_ALIASES[name] ?? name) : name;
      const listed = Object.hasOwn(PRICE_TABLE, model) ? PRICE_TABLE[model] : undefined;
      const mine = ownPrices.get(name) ?? ownPrices.get(model);
      const periods = mine === undefined ? listed?.periods : [{ since: 0, prices: mine }];
      const fast = isFast ? listed?.fast : 1;
      if (periods === undefined || fast === undefined) return undefined;
      return costOf(periods, fast * (isRegional ? (listed?.regional ?? 1) : 1));
    },
  };
}

function costOf(periods: readonly PricePeriod[], factor: number): CostOf {
  return (use) => {
    const period = periods.findLast(({ since }) => use.at >= since) ?? periods[0];
    if (period === undefined) return 0;
    const prompt = use.input + use.cacheRead + use.cacheWrite5m + use.cacheWrite1h;
    const { long } = period;
    const prices = long !== undefined && prompt > long.aboveTokens ? long.prices : period.prices;
    const perMillion =
      use.input * prices.input +
      use.output * prices.output +
      use.cacheRead * prices.cacheRead +
      use.cacheWrite5m * prices.cacheWrite5m +
      use.cacheWrite1h * prices.cacheWrite1h;
    return (perMillion * factor) / 1_000_000 + use.webSearches * WEB_SEARCH_USD;
  };
}

function toTokenPrices(own: OwnPrices[string]): TokenPrices {
  return {
    input: own.input,
    output: own.output,
    cacheRead: own.cache_read,
    cacheWrite5m: own.cache_write_5m,
    cacheWrite1h: own.cache_write_1h,
  };
}
