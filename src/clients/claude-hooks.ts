import { isSame, isTable } from './entry-check.ts';
import { jsonFormat } from './json-format.ts';
import type { EntryContent, EntryValue } from './target.ts';

/** Carries the secret; hooks with this header are ours, whatever address they had. */
const HEADER = 'X-Codez-Hook';
/** How long a dialog can be answered elsewhere, in seconds; the server lets go a little earlier. */
const DIALOG_TIMEOUT = 3600;
/** Nothing else waits for anything. */
const TIMEOUT = 5;

/** Events that are told, and whether they are of a tool. */
const EVENTS: readonly (readonly [name: string, isOfTool: boolean])[] = [
  ['UserPromptSubmit', false],
  ['PermissionRequest', true],
  ['PostToolUse', true],
  ['Stop', false],
  ['SessionEnd', false],
];

export interface HookEndpoint {
  /** Address of `/hooks/claude`. */
  readonly url: string;
  readonly secret: string;
}

/**
 * Returns the text of Claude Code's settings with our hooks, once each, beside those of others; the same text when
 * they are there already.
 * @throws SyntaxFault when the text is no JSON, or has something else where hooks belong
 */
export function writeHooks(text: string, endpoint: HookEndpoint): string {
  let patched = text;
  for (const [event, isOfTool] of EVENTS) {
    const groups = groupsOf(patched, event);
    const wanted = [...withoutOurs(groups), toGroup(event, isOfTool, endpoint)];
    if (!isSame(groups, wanted)) patched = jsonFormat.set(patched, ['hooks', event], wanted);
  }
  return patched;
}

/** Returns the text without our hooks; what is left empty by that goes too. */
export function removeHooks(text: string): string {
  let patched = text;
  for (const event of Object.keys(hooksOf(text))) {
    const groups = groupsOf(patched, event);
    const left = withoutOurs(groups);
    if (isSame(groups, left)) continue;
    const path = ['hooks', event];
    patched = left.length === 0 ? jsonFormat.remove(patched, path) : jsonFormat.set(patched, path, left);
  }
  if (patched === text || Object.keys(hooksOf(patched)).length > 0) return patched;
  return jsonFormat.remove(patched, ['hooks']);
}

function toGroup(event: string, isOfTool: boolean, { url, secret }: HookEndpoint): EntryValue {
  const timeout = event === 'PermissionRequest' ? DIALOG_TIMEOUT : TIMEOUT;
  const hook = { type: 'http', url, timeout, headers: { [HEADER]: secret } };
  return { ...(isOfTool ? { matcher: '*' } : {}), hooks: [hook] };
}

/** Takes our hooks out of each group, and groups that held nothing else. */
function withoutOurs(groups: readonly EntryContent[]): EntryContent[] {
  return groups.flatMap((group) => {
    const hooks = isTable(group) ? group['hooks'] : undefined;
    if (!Array.isArray(hooks) || !hooks.some(isOurs)) return [group];
    const left = hooks.filter((hook) => !isOurs(hook)) as EntryContent[];
    return left.length === 0 ? [] : [{ ...(group as EntryValue), hooks: left }];
  });
}

function isOurs(hook: unknown): boolean {
  const headers = isTable(hook) ? hook['headers'] : undefined;
  return isTable(headers) && Object.keys(headers).some((name) => name.toLowerCase() === HEADER.toLowerCase());
}

function groupsOf(text: string, event: string): readonly EntryContent[] {
  const groups = hooksOf(text)[event];
  return Array.isArray(groups) ? (groups as EntryContent[]) : [];
}

function hooksOf(text: string): Readonly<Record<string, unknown>> {
  const settings = jsonFormat.parse(text);
  const hooks = isTable(settings) ? settings['hooks'] : undefined;
  return isTable(hooks) ? hooks : {};
}
