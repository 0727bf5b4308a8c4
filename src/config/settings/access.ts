import { defineSetting } from '../setting.ts';
import { choice, list, parseHost, parseOrigin, toggle } from '../setting-schemas.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';

/** Who may call. */
export const ACCESS_SETTINGS = {
  allowedHosts: defineSetting({
    flag: 'allowed-hosts',
    placeholder: 'LIST',
    isRepeatable: true,
    variable: 'CODEZ_ALLOWED_HOSTS',
    key: 'access.allowed_hosts',
    fallback: '',
    description:
      'Host names that requests may name besides the loopback names and the public URL, separated by commas.',
    expects: 'host names, each with a port or without, separated by commas',
    commands: SERVING_COMMANDS,
    schema: list(parseHost),
  }),
  allowedOrigins: defineSetting({
    flag: 'allowed-origins',
    placeholder: 'LIST',
    isRepeatable: true,
    variable: 'MCP_ALLOWED_ORIGINS',
    key: 'access.allowed_origins',
    fallback: '',
    description: 'Origins of web pages that may call this server besides its own, separated by commas; never *.',
    expects: 'origins like https://app.example.com, separated by commas (neither * nor null)',
    commands: SERVING_COMMANDS,
    schema: list(parseOrigin),
  }),
  loopback: defineSetting({
    flag: 'loopback',
    placeholder: 'on|off',
    variable: 'CODEZ_LOOPBACK',
    key: 'access.loopback',
    fallback: 'on',
    description: 'Whether a direct request from this machine and user that carries no credential is the owner.',
    expects: 'on or off',
    commands: SERVING_COMMANDS,
    schema: choice(['on', 'off']),
  }),
  insecureHttp: defineSetting({
    flag: 'insecure-http',
    variable: 'CODEZ_INSECURE_HTTP',
    key: 'access.insecure_http',
    fallback: 'off',
    description: 'Allow listening beyond loopback without TLS: keys and notes then travel unencrypted.',
    expects: 'on or off',
    commands: SERVING_COMMANDS,
    schema: toggle,
  }),
} as const;
