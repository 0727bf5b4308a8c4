import { defineSetting } from '../setting.ts';
import { integer, optionalHttpUrl, optionalText, text } from '../setting-schemas.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';

export const DEFAULT_PORT = 4097;

/** Where the server listens and how it is reached. */
export const SERVING_SETTINGS = {
  host: defineSetting({
    flag: 'host',
    placeholder: 'ADDRESS',
    variable: 'CODEZ_HOST',
    key: 'host',
    fallback: '127.0.0.1',
    description: 'Address to listen on; with 127.0.0.1 also ::1 where the machine has it.',
    expects: 'an IP address or a host name',
    commands: SERVING_COMMANDS,
    schema: text,
  }),
  port: defineSetting({
    flag: 'port',
    placeholder: 'PORT',
    variable: 'CODEZ_PORT',
    key: 'port',
    fallback: String(DEFAULT_PORT),
    description: 'Port to listen on; 0 picks a free one.',
    expects: 'a port number from 0 to 65535',
    commands: SERVING_COMMANDS,
    schema: integer(0, 65_535),
  }),
  publicUrl: defineSetting({
    flag: 'public-url',
    placeholder: 'URL',
    variable: 'CODEZ_MCP_URL',
    key: 'public_url',
    description:
      'URL under which others reach this server, e.g. https://code.example.com/mcp; its host is then allowed.',
    expects: 'an http or https URL without user name and password',
    commands: SERVING_COMMANDS,
    schema: optionalHttpUrl,
  }),
  tlsCert: defineSetting({
    flag: 'tls-cert',
    placeholder: 'FILE',
    variable: 'CODEZ_TLS_CERT',
    key: 'tls.cert',
    description: 'PEM file with the TLS certificate chain; needs the key too.',
    expects: 'a file name',
    commands: SERVING_COMMANDS,
    kind: 'path',
    schema: optionalText,
  }),
  tlsKey: defineSetting({
    flag: 'tls-key',
    placeholder: 'FILE',
    variable: 'CODEZ_TLS_KEY',
    key: 'tls.key',
    description: 'PEM file with the private key of the TLS certificate.',
    expects: 'a file name',
    commands: SERVING_COMMANDS,
    kind: 'path',
    schema: optionalText,
  }),
} as const;
