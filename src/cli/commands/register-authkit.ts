import type { DocumentCheck } from '../../app/authkit/check-document.ts';
import type { RegisteredServer } from '../../app/authkit/register-server.ts';
import { systemClock, toIso } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import { isUnencrypted } from '../../core/loopback-name.ts';
import { TOKEN_SCOPE } from '../../core/scopes.ts';
import { type CommandContext, defineCommand } from '../define-command.ts';
import { askHidden } from '../hidden-answer.ts';
import { shownLine } from '../text/shown-text.ts';

const KEY_HINT = 'Give the ADMIN_KEY of the MCPAuthKit in the variable AUTHKIT_ADMIN_KEY, or run this in a terminal.';

export const registerAuthkit = defineCommand({
  description: [
    'Registers this server with an MCPAuthKit as a resource that tokens are for. It looks first: a resource that is ' +
      'registered already is used again, however often this is run.',
    'The admin key comes from the variable AUTHKIT_ADMIN_KEY, or is asked for; it is never an argument, and kept ' +
      'nowhere. The server_id is printed and saved in authkit.json of the data directory. If the MCPAuthKit returns a ' +
      'secret (api_key), it is shown once and not saved: codez needs none.',
    'When the server runs, its protected-resource document is compared first: clients ask for tokens for what it says.',
  ],
  options: {
    resourceUrl: {
      placeholder: 'URL',
      description: 'What is registered; default the public origin (CODEZ_MCP_URL) and /mcp.',
    },
    name: { placeholder: 'NAME', description: 'Name under which it is listed there; default codez-mcp.' },
    scope: { placeholder: 'LIST', description: 'Scopes, separated by commas; default mcp:tools.' },
    dryRun: { description: 'Look whether it is registered, and register nothing.' },
  },
  examples: [
    { line: 'AUTHKIT_ADMIN_KEY=... codez register-authkit --dry-run', does: 'see what would be registered' },
    {
      line: 'codez register-authkit --authkit-url https://auth.example.com --resource-url https://code.example.com/mcp',
      does: 'register, asking for the key',
    },
  ],
  async run(context) {
    const { options, paths, output, signal } = context;
    const issuer = issuerOf(context);
    const resourceUrl = resourceUrlOf(context, options.resourceUrl);
    const name = options.name ?? 'codez-mcp';
    const scopes = (options.scope ?? TOKEN_SCOPE).split(/[\s,]+/).filter((scope) => scope !== '');
    if (scopes.length === 0 || name.trim() === '') {
      throw new CodezError('invalid', '--name and --scope must not be empty', 'Leave them out for the usual ones.');
    }
    const key = await adminKeyOf(context);
    const { checkDocument } = await import('../../app/authkit/check-document.ts');
    const { createAuthkitAdmin } = await import('../../app/authkit/authkit-admin.ts');
    const { registerServer } = await import('../../app/authkit/register-server.ts');
    const { readRegistration, writeRegistration } = await import('../../app/authkit/registration.ts');
    const { createBoundedFetch, LOGIN_BOUNDS } = await import('../../mcp/oauth-client/bounded-fetch.ts');
    const check = await checkDocument({ resourceUrl, issuer, paths, signal });
    if (check.state !== 'matches') output.warn(renderCheck(check));
    const saved = await readRegistration(paths);
    const done = await registerServer({
      admin: createAuthkitAdmin(issuer, key, await createBoundedFetch({ ...LOGIN_BOUNDS, signal })),
      name,
      resourceUrl,
      scopes,
      savedId: saved?.issuer === issuer ? saved.server_id : undefined,
      isDryRun: options.dryRun,
    });
    if (done.id !== undefined && !options.dryRun) {
      const registration = { schema: 1, issuer, server_id: done.id, resource_url: done.resourceUrl, name } as const;
      await writeRegistration(paths, { ...registration, saved_at: toIso(systemClock()) });
    }
    if (done.others.length > 0) {
      output.warn(
        `the resource is registered more than once; not used: ${done.others.map((id) => shownLine(id, 60)).join(', ')}`,
      );
    }
    output.result(
      {
        status: done.status.replace(' ', '_'),
        server_id: done.id ?? null,
        resource_url: done.resourceUrl,
        authkit_url: issuer,
        api_key: done.secret ?? null,
        document: check.state.replace('-', '_'),
      },
      render(done),
    );
    return 0;
  },
});

function issuerOf({ settings }: CommandContext): string {
  const { authkitUrl } = settings;
  if (authkitUrl === undefined) {
    throw new CodezError('invalid', 'No MCPAuthKit is named', 'Give --authkit-url, or set AUTHKIT_URL.');
  }
  if (isUnencrypted(new URL(authkitUrl))) {
    throw new CodezError('invalid', `${authkitUrl} would be sent the admin key unencrypted`, 'Use its https address.');
  }
  return authkitUrl;
}

function resourceUrlOf({ settings }: CommandContext, given: string | undefined): string {
  if (given === undefined) {
    if (settings.publicUrl !== undefined) return new URL('/mcp', settings.publicUrl).href;
    const hint = 'Set CODEZ_MCP_URL, or give --resource-url, e.g. https://code.example.com/mcp.';
    throw new CodezError('invalid', 'The address under which others reach this server is not set', hint);
  }
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isPlain = url !== undefined && [url.username, url.password, url.search, url.hash].every((part) => part === '');
  if (isPlain && /^https?:$/.test(url.protocol)) return given;
  const message = '--resource-url must be an http or https URL without user name, query and fragment';
  throw new CodezError('invalid', message, 'For example https://code.example.com/mcp.');
}

async function adminKeyOf({ env, io }: CommandContext): Promise<string> {
  const given = env['AUTHKIT_ADMIN_KEY']?.trim() ?? '';
  const key = given === '' ? await askHidden(io, 'Admin key of the MCPAuthKit', KEY_HINT) : given;
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CodezError('invalid', 'The admin key holds characters that no key has', KEY_HINT);
}

function renderCheck(check: DocumentCheck): string {
  if (check.state === 'other-issuer') return `this server takes other tokens: ${check.why}`;
  return check.state === 'unreachable' ? `what this server says of itself could not be compared: ${check.why}` : '';
}

function render({ status, id, resourceUrl, secret }: RegisteredServer): string {
  const resource = shownLine(resourceUrl, 200);
  if (id === undefined) return `Would register ${resource}`;
  const what = status === 'registered' ? 'Registered' : 'Registered before';
  const lines = [`${what}: ${resource}`, `server_id: ${shownLine(id, 100)}`];
  if (secret !== undefined) lines.push(`api_key (shown once, not saved): ${shownLine(secret, 200)}`);
  return lines.join('\n');
}
