import { CodezError } from '../core/errors.ts';
import { claude } from './claude.ts';
import { claudeDesktop } from './claude-desktop.ts';
import { codex } from './codex.ts';
import { cursor } from './cursor.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';
import type { ClientTarget } from './target.ts';
import { vscode } from './vscode.ts';

/** Every client that can be configured, in the order they are shown. */
export const CLIENT_TARGETS: readonly ClientTarget[] = [claude, codex, cursor, vscode, gemini, claudeDesktop, opencode];

/** Returns the target with this id. @throws CodezError `not_found`, naming the known ones. */
export function getClientTarget(id: string): ClientTarget {
  const target = CLIENT_TARGETS.find((known) => known.id === id);
  if (target !== undefined) return target;
  const known = CLIENT_TARGETS.map((each) => each.id).join(', ');
  throw new CodezError('not_found', `There is no client "${id}"`, `Choose one of: ${known}.`);
}
