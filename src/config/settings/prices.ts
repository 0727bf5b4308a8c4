import { defineSetting } from '../setting.ts';
import { modelPrices } from '../setting-schemas.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';

/** What responses of the model cost. */
export const PRICE_SETTINGS = {
  prices: defineSetting({
    flag: 'prices',
    placeholder: 'JSON',
    variable: 'CODEZ_PRICES',
    key: 'prices',
    description:
      'Prices of your own by model, before the built-in list: an object of models, each with input, output, ' +
      'cache_read, cache_write_5m and cache_write_1h in USD per million tokens.',
    expects:
      'an object of models, each with the numbers input, output, cache_read, cache_write_5m and cache_write_1h ' +
      '(USD per million tokens, 0 to 100000)',
    commands: SERVING_COMMANDS,
    schema: modelPrices,
  }),
} as const;
