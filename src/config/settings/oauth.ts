import { defineSetting } from '../setting.ts';
import { choice, optionalIssuerUrl, optionalText } from '../setting-schemas.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';

/** Tokens of an authorization server, and the pages of the owner. */
export const OAUTH_SETTINGS = {
  authkitUrl: defineSetting({
    flag: 'authkit-url',
    placeholder: 'URL',
    variable: 'AUTHKIT_URL',
    key: 'oauth.issuer',
    description: 'Authorization server (MCPAuthKit or another OAuth 2.1 issuer) whose tokens are accepted.',
    expects: 'an http or https URL without user name, password, query and fragment',
    commands: [...SERVING_COMMANDS, 'login', 'register-authkit'],
    schema: optionalIssuerUrl,
  }),
  authkitClientId: defineSetting({
    flag: 'authkit-client-id',
    placeholder: 'ID',
    variable: 'AUTHKIT_CLIENT_ID',
    key: 'oauth.client_id',
    description: 'Client id of this server at an issuer that answers introspection to its clients only.',
    expects: 'the client id that the issuer gave',
    commands: SERVING_COMMANDS,
    schema: optionalText,
  }),
  authkitClientSecretFile: defineSetting({
    flag: 'authkit-client-secret-file',
    placeholder: 'FILE',
    variable: 'AUTHKIT_CLIENT_SECRET_FILE',
    key: 'oauth.client_secret_file',
    description: 'File with the secret of that client in its first line; read when the server starts.',
    expects: 'a file name',
    commands: SERVING_COMMANDS,
    kind: 'path',
    schema: optionalText,
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
