import { now, type Requirement } from './requirement.ts';

const LOGIN = 'contract: cli, codez login';
const REGISTER = 'contract: cli, codez register-authkit';

/** Signing in at servers, and registering one. */
export const LOGIN_REQUIREMENTS: readonly Requirement[] = [
  ...now(
    'seed: codez MCP server, Connect from Claude Code',
    {
      'seed1.hub.oauth':
        'On first use Claude Code discovers the metadata, finds the authorization server, asks for consent in a browser, exchanges the code and uses the token, refreshing it.',
      'clients.claude.oauth.authkit': 'Claude Code signs in through an issuer that speaks as MCPAuthKit does.',
      'clients.claude.oauth.refused': 'A denied consent, or a person who is no owner, leaves Claude Code outside.',
    },
    'real',
  ),
  ...now(LOGIN, {
    'cli.login.owner':
      'Who signs in at the server of this data directory is shown by email and sub, and recorded as owner.',
    'cli.login.owner.asks':
      'It asks first; without a terminal it wants --yes, and a no records nobody and keeps nothing.',
    'cli.login.offline': 'Without a running server the person is recorded on the files; without an issuer it says so.',
    'cli.login.unbound':
      'Tokens that prove no audience are explained and taken only after a yes or --accept-unbound-tokens.',
    'cli.login.secrets': 'Tokens are kept in a file of mode 0600 and never printed or logged.',
    'cli.login.remote': 'At another server it asks nothing, and call --url and the like send its token.',
    'cli.login.origin': 'Tokens go to the origin they are for and to no other.',
    'cli.login.registration': 'The client registered at an issuer is used again while its loopback port is free.',
    'cli.login.refresh':
      'A token about to end, or refused, is renewed and kept, also beside a server that owns the directory.',
    'cli.login.refresh.once': 'Calls at the same moment renew a token once.',
    'cli.login.ended':
      'A login that cannot be renewed says how to sign in again; an issuer that is down is unavailable.',
    'cli.login.damaged': 'A damaged tokens.json is said to be so and not overwritten.',
    'cli.login.request':
      'It asks for a code with PKCE (S256), state, the resource and a loopback address to come back to.',
    'cli.login.paste': 'With --no-browser the address is printed and the final one is taken pasted.',
    'cli.login.paste.refused': 'What is pasted instead is refused with why, and the login goes on.',
    'cli.login.state': 'An answer with a wrong state is refused and the login goes on waiting.',
    'cli.login.injection': "Another login's code is refused by its state, or by the issuer for its PKCE.",
    'cli.login.callback': 'Only a GET of the exact path with the exact Host, saying nothing twice, counts as answer.',
    'cli.login.callback.page': 'The pages of the callback load nothing and repeat nothing that was sent.',
    'cli.login.iss': 'An answer of another issuer, or without iss where the issuer names itself, ends the login.',
    'cli.login.denied': 'A login that the person or the issuer refuses ends with that reason.',
    'cli.login.once': 'One answer is taken, and an interrupted login leaves nothing behind.',
    'cli.login.resource': 'A server whose metadata names another resource or host is refused.',
    'cli.login.discovery': 'A server that names no usable authorization server is told apart.',
    'cli.login.metadata': "Metadata of another issuer or with another host's endpoints is refused.",
    'cli.login.open': 'Only http and https addresses are opened.',
    'cli.login.bounds': 'Slow, huge and broken answers and redirects elsewhere end the login in words.',
    'cli.login.quoted': 'What an issuer says is quoted in one line of a message, and drives no terminal.',
    'cli.login.url': 'What is no http or https URL of a server is wrong use.',
    'cli.logout': 'logout revokes the tokens for a server and forgets them.',
  }),
  ...now('contract: cli, codez call', {
    'cli.call.url.endless': 'A server whose list of tools does not end is given up.',
    'cli.call.key-file': 'call --url takes --key-file, which goes before the tokens of a login.',
  }),
  ...now(REGISTER, {
    'cli.register-authkit':
      'register-authkit registers this server, prints and saves server_id and shows a secret once.',
    'cli.register-authkit.reuse':
      'A resource that is registered already, in either form of its address, is used again.',
    'cli.register-authkit.lost': 'A registration whose answer was lost is found again instead of repeated.',
    'cli.register-authkit.dry-run': '--dry-run registers and saves nothing.',
    'cli.register-authkit.key':
      'The admin key comes from AUTHKIT_ADMIN_KEY or a hidden prompt, never from an argument.',
    'cli.register-authkit.document':
      'A protected-resource document that names another resource stops the registration.',
    'cli.register-authkit.errors':
      'Wrong keys, refusals, redirects, web pages and silence are told in words, without the key.',
  }),
];
