import { defineSetting } from '../setting.ts';
import { optionalHttpUrl, optionalText } from '../setting-schemas.ts';

const SESSIONS = ['list', 'show', 'watch', 'prompt', 'abort', 'permit'].map((verb) => `sessions ${verb}`);
const CALLING_COMMANDS = ['call', 'tools', 'usage', ...SESSIONS];

/** How another server is called. */
export const CALLING_SETTINGS = {
  remoteUrl: defineSetting({
    flag: 'url',
    placeholder: 'URL',
    variable: 'CODEZ_URL',
    key: 'remote.url',
    description: 'Call the codez server at this URL instead of this machine.',
    expects: 'an http or https URL without user name and password',
    commands: CALLING_COMMANDS,
    schema: optionalHttpUrl,
  }),
  keyFile: defineSetting({
    flag: 'key-file',
    placeholder: 'FILE',
    variable: 'CODEZ_KEY_FILE',
    key: 'remote.key_file',
    description: 'File that holds the API key for the server at --url.',
    expects: 'a file name',
    commands: CALLING_COMMANDS,
    kind: 'path',
    schema: optionalText,
  }),
} as const;
