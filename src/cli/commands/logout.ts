import { CodezError } from '../../core/errors.ts';
import { defineCommand } from '../define-command.ts';
import { shownLine } from '../text/shown-text.ts';

export const logout = defineCommand({
  description: [
    'Forgets the tokens that `codez login` keeps for a server, and has the authorization server revoke them. Without URL ' +
      'it is the only server you are signed in to.',
    'The person stays an owner where `codez login` recorded one: `codez owner remove` ends that.',
  ],
  arguments: [{ name: 'url', description: 'The server; default the only one you are signed in to.' }],
  examples: [{ line: 'codez logout https://code.example.com', does: 'forget the tokens for this server' }],
  async run({ args, paths, output, signal }) {
    const { parseServerUrl } = await import('../../app/mcp-url.ts');
    const { createLoginStore } = await import('../../mcp/oauth-client/login-store.ts');
    const { createBoundedFetch, LOGIN_BOUNDS } = await import('../../mcp/oauth-client/bounded-fetch.ts');
    const { logOut } = await import('../../mcp/oauth-client/log-out.ts');
    const store = createLoginStore(paths);
    const origin = args.url === undefined ? onlyOrigin((await store.read()).logins) : parseServerUrl(args.url).origin;
    const done = await logOut(origin, store, await createBoundedFetch({ ...LOGIN_BOUNDS, signal }));
    if (done === undefined) {
      throw new CodezError('not_found', `Nobody is signed in at ${origin}`, 'Nothing is kept for this server.');
    }
    const issuer = shownLine(done.login.issuer, 120);
    if (!done.isRevoked) output.warn(`${issuer} did not revoke the tokens: they live until they end by themselves`);
    output.result({ url: done.login.url, issuer, revoked: done.isRevoked }, `Signed out of ${origin}`);
    return 0;
  },
});

function onlyOrigin(logins: Readonly<Record<string, unknown>>): string {
  const origins = Object.keys(logins);
  const [only] = origins;
  if (only === undefined) throw new CodezError('not_found', 'You are signed in nowhere', 'Sign in with codez login.');
  if (origins.length === 1) return only;
  throw new CodezError('invalid', `You are signed in to ${origins.join(', ')}`, 'Name one: codez logout URL.');
}
