import type { Principal } from '../../core/principal.ts';
import { hasScope } from '../../core/scopes.ts';
import type { McpSession } from '../mcp-session.ts';
import { memoryResources } from './memory-resources.ts';
import { projectResources } from './project-resources.ts';
import type { ResourceScheme } from './resource-scheme.ts';
import { sessionResources } from './session-resources.ts';

/** All kinds of resources. A new one is a file of its own and a line here. */
export const RESOURCE_SCHEMES: readonly ResourceScheme[] = [memoryResources, sessionResources, projectResources];

/** Returns the kind of resource a URI names; what is no URI at all counts as a note's, whose reader says what is wrong. */
export function schemeOf(uri: string): ResourceScheme | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return memoryResources;
  return RESOURCE_SCHEMES.find((known) => known.scheme === scheme);
}

/** Returns whether the principal may read now what the URI names, as far as its scopes and spaces decide that. */
export function mayWatch(uri: string, session: Pick<McpSession, 'space'>, { scopes, spaces }: Principal): boolean {
  const scheme = schemeOf(uri);
  if (scheme === undefined || !hasScope(scopes, scheme.scope)) return false;
  return scheme.mayWatch?.(uri, session, spaces) ?? true;
}

/** Returns what a change of the resource is announced for, undefined where changes are not told. */
export function topicOf(uri: string, session: Pick<McpSession, 'space'>): string | undefined {
  return schemeOf(uri)?.topicOf?.(uri, session);
}
