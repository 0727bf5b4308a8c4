import { defineSetting } from '../setting.ts';
import { choice, optionalHttpUrl } from '../setting-schemas.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';

/** Tokens of an authorization server, and the pages of the owner. */
export const OAUTH_SETTINGS = {
  authkitUrl: defineSetting({
    flag: 'authkit-url',
    placeholder: 'URL',
    variable: 'AUTHKIT_URL',
    key: 'oauth.issuer',
    description: 'Authorization server (MCPAuthKit or another OAuth 2.1 issuer) whose tokens are accepted.',
    expects: 'an http or https URL without user name and password',
    commands: [...SERVING_COMMANDS, 'login', 'register-authkit'],
    schema: optionalHttpUrl,
  }),
  adminRemote: defineSetting({
    flag: 'admin-remote',
    placeholder: 'on|off',
    variable: 'CODEZ_ADMIN_REMOTE',
    key: 'access.admin_remote',
    fallback: 'off',
    description: 'Whether the pages below /admin/ are served to other machines too; they always need a login link.',
    expects: 'on or off',
    commands: SERVING_COMMANDS,
    schema: choice(['on', 'off']),
  }),
} as const;
