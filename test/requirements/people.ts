import { now, type Requirement } from './requirement.ts';

const OAUTH = 'contract: access, OAuth 2.1 resource server';
const MODES = 'contract: tools-sessions, Limits and modes';

/** Whose tokens are let in, and how far keys and tokens reach. */
export const PEOPLE_REQUIREMENTS: readonly Requirement[] = [
  ...now(OAUTH, {
    'access.oauth.owner.principal':
      'A recorded owner’s token acts for local, with all scopes but admin and the owner’s spaces.',
    'access.oauth.owner.stranger': 'A valid token of anybody else is answered 403, saying how to be added.',
    'access.oauth.owner.none': 'While nobody is recorded all tokens are refused, with the reason in the log.',
    'access.oauth.owner.removed': 'A removed owner’s next request is refused.',
    'access.oauth.owner.local':
      'The owner list is changed at the machine alone: never over TCP, by a token or from inside a session.',
    'access.oauth.owner.scope': 'A token that says its scopes and lacks mcp:tools is answered 403, naming it.',
    'access.oauth.user': 'A subject linked to a user acts for that user.',
    'access.oauth.unbound.record':
      'A token that proves no audience is refused unless its person’s record accepts such tokens.',
  }),
  ...now('contract: access, Loopback trust', {
    'access.loopback.off-key':
      'With CODEZ_LOOPBACK=off codez config issues a client a key for this machine, once, and wires it; hooks go on.',
  }),
  ...now(
    'contract: access, Loopback trust',
    { 'clients.claude.local-key': 'Claude Code is let in with the key that codez config gave it, and without it not.' },
    'real',
  ),
  ...now('contract: cli, Commands', {
    'cli.owner': 'owner list, add and remove keep the owner list.',
  }),
  ...now(MODES, {
    'access.max-mode.start': 'A key with a highest mode starts no session in a mode above it: refused, not lowered.',
    'access.max-mode.drive':
      'Such a key prompts, forks, aborts and disposes of no session that may do more than its own may.',
    'access.max-mode.inside': 'What a session starts stays within its own mode and the limit of the key it calls with.',
    'access.max-mode.plan': 'Such a key approves no plan by which a session would leave for a mode above it.',
    'access.remote.bypass': 'bypassPermissions, and sessions that have it, are not for who comes by token.',
  }),
];
