/** What a caller may be allowed to do. Each tool names its one scope. */
export const SCOPES = [
  'sessions:read',
  'sessions',
  'approve',
  'memory',
  'resources',
  'files:read',
  'files',
  'state',
  'admin',
  'hook',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Operations of these scopes look as if they did not exist to whoever may not call them. */
export const HIDDEN_SCOPES: ReadonlySet<Scope> = new Set(['admin', 'hook']);

/** All scopes but the hidden ones: what the owner has over TCP. */
export const OWNER_SCOPES: ReadonlySet<Scope> = new Set(SCOPES.filter((scope) => !HIDDEN_SCOPES.has(scope)));

/** What the owner has on the Unix socket and in process. `hook` is of Claude Code's hooks alone. */
export const ADMIN_SCOPES: ReadonlySet<Scope> = new Set(SCOPES.filter((scope) => scope !== 'hook'));

/** The scope of OAuth that a token must have, where it says anything of scopes. What it opens is decided here. */
export const TOKEN_SCOPE = 'mcp:tools';

const IMPLIED: Partial<Record<Scope, Scope>> = { 'sessions:read': 'sessions', 'files:read': 'files' };

/** Returns true when `granted` holds `needed`, directly or through the wider scope (`files` holds `files:read`). */
export function hasScope(granted: ReadonlySet<Scope>, needed: Scope): boolean {
  if (granted.has(needed)) return true;
  const wider = IMPLIED[needed];
  return wider !== undefined && granted.has(wider);
}
