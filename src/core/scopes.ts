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
] as const;

export type Scope = (typeof SCOPES)[number];

/** All scopes but `admin`: what the owner has over TCP. */
export const OWNER_SCOPES: ReadonlySet<Scope> = new Set(SCOPES.filter((scope) => scope !== 'admin'));

/** All scopes: what the owner has on the Unix socket and in process. */
export const ADMIN_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);

const IMPLIED: Partial<Record<Scope, Scope>> = { 'sessions:read': 'sessions', 'files:read': 'files' };

/** Returns true when `granted` holds `needed`, directly or through the wider scope (`files` holds `files:read`). */
export function hasScope(granted: ReadonlySet<Scope>, needed: Scope): boolean {
  if (granted.has(needed)) return true;
  const wider = IMPLIED[needed];
  return wider !== undefined && granted.has(wider);
}
