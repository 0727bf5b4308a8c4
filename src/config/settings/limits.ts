import { defineSetting } from '../setting.ts';
import { cidrList, rate } from '../setting-schemas.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';

/** How often one may call, and whose word on addresses counts. */
export const LIMIT_SETTINGS = {
  rateLimit: defineSetting({
    flag: 'rate-limit',
    placeholder: 'N/TIME|off',
    variable: 'CODEZ_RATE_LIMIT',
    key: 'access.rate_limit',
    fallback: '120/60s',
    description: 'Requests without a valid credential that an address may send in a period; off takes any number.',
    expects: 'a number and a period like 120/60s, or off',
    commands: SERVING_COMMANDS,
    schema: rate,
  }),
  rateLimitPrincipal: defineSetting({
    flag: 'rate-limit-principal',
    placeholder: 'N/TIME|off',
    variable: 'CODEZ_RATE_LIMIT_PRINCIPAL',
    key: 'access.rate_limit_principal',
    fallback: '1200/60s',
    description: 'Calls that one host, user or token may make in a period; off takes any number.',
    expects: 'a number and a period like 1200/60s, or off',
    commands: SERVING_COMMANDS,
    schema: rate,
  }),
  trustedProxies: defineSetting({
    flag: 'trusted-proxies',
    placeholder: 'LIST',
    isRepeatable: true,
    variable: 'CODEZ_TRUSTED_PROXIES',
    key: 'access.trusted_proxies',
    fallback: '',
    description:
      "Addresses or networks of proxies whose X-Forwarded-For names the client's address, separated by commas.",
    expects: 'IP addresses or networks like 10.0.0.0/8, separated by commas',
    commands: SERVING_COMMANDS,
    schema: cidrList,
  }),
} as const;
