import { CodezError } from '../core/errors.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import type { ClientTarget } from './target.ts';

/** Every client that can be configured, in the order they are shown. */
export const CLIENT_TARGETS: readonly ClientTarget[] = [claude, codex];

/** Returns the target with this id. @throws CodezError `not_found`, naming the known ones. */
export function getClientTarget(id: string): ClientTarget {
  const target = CLIENT_TARGETS.find((known) => known.id === id);
  if (target !== undefined) return target;
  const known = CLIENT_TARGETS.map((each) => each.id).join(', ');
  throw new CodezError('not_found', `There is no client "${id}"`, `Choose one of: ${known}.`);
}
