import { CodezError } from '../core/errors.ts';
import { checkHolderName } from './holder-name.ts';

/** The right to a shared space: `write` includes reading. */
export interface SpaceGrant {
  readonly space: string;
  readonly access: 'read' | 'write';
}

/**
 * Returns what `ops` (read and write) or `ops:read` grants.
 * @throws CodezError `invalid` for anything else
 */
export function parseSpaceGrant(text: string): SpaceGrant {
  const [space = '', access, ...more] = text.split(':');
  if (more.length > 0 || (access !== undefined && access !== 'read' && access !== 'write')) {
    throw new CodezError(
      'invalid',
      `${JSON.stringify(text.slice(0, 80))} grants no space`,
      'Write ops to let it read and write there, or ops:read.',
    );
  }
  return { space: checkHolderName(space, 'space'), access: access ?? 'write' };
}

/** Returns grants by space. @throws CodezError `invalid` for a space that is granted twice */
export function toGrants(texts: readonly string[]): Readonly<Record<string, 'read' | 'write'>> {
  const grants = new Map<string, 'read' | 'write'>();
  for (const { space, access } of texts.map(parseSpaceGrant)) {
    if (grants.has(space)) {
      throw new CodezError('invalid', `The space ${space} is granted twice`, `Write ${space} or ${space}:read, once.`);
    }
    grants.set(space, access);
  }
  return Object.fromEntries(grants);
}

/** Returns grants as they are written: `ops`, `team:read`, by name. */
export function renderGrants(grants: Readonly<Record<string, 'read' | 'write'>>): string[] {
  return Object.entries(grants)
    .map(([space, access]) => (access === 'write' ? space : `${space}:read`))
    .sort();
}
