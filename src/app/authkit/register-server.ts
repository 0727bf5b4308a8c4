import { CodezError } from '../../core/errors.ts';
import type { AuthkitAdmin, ListedServer } from './authkit-admin.ts';

export interface RegisterServerOptions {
  readonly admin: AuthkitAdmin;
  readonly name: string;
  readonly resourceUrl: string;
  readonly scopes: readonly string[];
  /** The id that was saved before, preferred where several are registered. */
  readonly savedId: string | undefined;
  /** True: nothing is changed. */
  readonly isDryRun: boolean;
}

/** What came of it. */
export interface RegisteredServer {
  readonly status: 'registered' | 'reused' | 'would register';
  /** Undefined when nothing was registered yet. */
  readonly id: string | undefined;
  /** As it is registered. */
  readonly resourceUrl: string;
  readonly secret: string | undefined;
  /** Ids of further registrations of the same resource, which only the administrator of the issuer can remove. */
  readonly others: readonly string[];
}

/**
 * Registers a resource server once: looks first whether it is there, also when the answer to a registration was lost.
 * @throws CodezError as the administration's
 */
export async function registerServer(options: RegisterServerOptions): Promise<RegisteredServer> {
  const { admin, name, resourceUrl, scopes, isDryRun } = options;
  const known = findServer(await admin.list(), options);
  if (known !== undefined) return known;
  if (isDryRun) return { status: 'would register', id: undefined, resourceUrl, secret: undefined, others: [] };
  try {
    const { id, secret } = await admin.register({ name, resourceUrl, scopes });
    return { status: 'registered', id, resourceUrl, secret, others: [] };
  } catch (error) {
    if (!(error instanceof CodezError) || error.code !== 'unavailable') throw error;
    // It may have been registered all the same: a second attempt would make a second one.
    const made = findServer(await admin.list().catch(() => []), options);
    if (made === undefined) throw error;
    return { ...made, status: 'registered' };
  }
}

function findServer(
  listed: readonly ListedServer[],
  { resourceUrl, savedId }: RegisterServerOptions,
): RegisteredServer | undefined {
  const same = listed.filter((server) => isSameResource(server.resourceUrl, resourceUrl));
  const order = (server: ListedServer): string =>
    [
      server.id === savedId ? 0 : 1,
      toPlain(server.resourceUrl) === toPlain(resourceUrl) ? 0 : 1,
      server.createdAt,
    ].join(' ');
  const [first, ...others] = same.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  if (first === undefined) return undefined;
  const ids = others.map(({ id }) => id);
  return { status: 'reused', id: first.id, resourceUrl: first.resourceUrl, secret: undefined, others: ids };
}

/** Returns true when two addresses name the same resource: equal, or one is the other and `/mcp`. */
export function isSameResource(a: string, b: string): boolean {
  const [first, second] = [toPlain(a), toPlain(b)];
  return first === second || first === `${second}/mcp` || second === `${first}/mcp`;
}

function toPlain(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, '');
}
