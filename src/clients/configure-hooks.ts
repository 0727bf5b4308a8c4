import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodezError } from '../core/errors.ts';
import { isLoopbackName } from '../core/loopback-name.ts';
import { type HookEndpoint, removeHooks, writeHooks } from './claude-hooks.ts';
import { backupPath, type ConfigFile, deleteConfigFile, readConfigFile, writeConfigFile } from './config-file.ts';
import type { ClientConfiguration, FileChange, PrintedEntry } from './configure-client.ts';
import { jsonFormat } from './json-format.ts';
import { type ClientSurroundings, SyntaxFault } from './target.ts';
import { renderUnifiedDiff } from './unified-diff.ts';

/** Claude Code writes its settings itself: a change of its between our reading and writing is met by starting anew. */
const MAX_ATTEMPTS = 20;
/** The file holds the secret of the hooks. */
const MODE = 0o600;

export interface HookOptions {
  /** Address of the server's `/mcp`, or its origin. */
  readonly url: string;
  readonly secret: string;
  readonly remove: boolean;
  readonly dryRun: boolean;
}

/**
 * Puts the hooks into the person's own settings of Claude Code, never into a project's, or takes them out again.
 * @throws CodezError `invalid` (address, unreadable or invalid file: untouched), `forbidden` or `unavailable` (cannot be
 *   written), `conflict` (file keeps changing under our hands)
 */
export async function configureHooks(
  options: HookOptions,
  surroundings: ClientSurroundings,
): Promise<ClientConfiguration> {
  const endpoint = toEndpoint(options);
  const path = settingsPath(surroundings);
  for (let attempt = 1; ; attempt += 1) {
    const file = await readConfigFile(path);
    const text = patch(file, options.remove ? removeHooks : (before) => writeHooks(before, endpoint));
    const change = toChange(file, text, options);
    try {
      const backup = options.dryRun ? undefined : await write(file, text, options.remove);
      return {
        changes: [backup === undefined ? change : { ...change, backup }],
        notes: notesOf(file, change, options),
        undo: `codez config claude --hooks${options.remove ? '' : ' --remove'}`,
      };
    } catch (error) {
      if (!(error instanceof CodezError) || error.code !== 'conflict' || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Returns what would be written into a new file, reading and writing none. */
export function printHooks(options: HookOptions, surroundings: ClientSurroundings): readonly PrintedEntry[] {
  return [{ file: settingsPath(surroundings), text: writeHooks('', toEndpoint(options)) }];
}

function settingsPath({ env, cwd, homeDir }: ClientSurroundings): string {
  return join(resolve(cwd, env['CLAUDE_CONFIG_DIR'] || join(homeDir, '.claude')), 'settings.json');
}

function toEndpoint({ url, secret }: HookOptions): HookEndpoint {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol) || !isLoopbackName(target.hostname)) {
    throw new CodezError(
      'invalid',
      `Hooks go to the server of this machine, and ${url} is none of its addresses`,
      'Leave --url out, or give an address like http://127.0.0.1:4097.',
      { fields: { url: ['must be a loopback address'] } },
    );
  }
  return { url: `${target.origin}/hooks/claude`, secret };
}

function patch(file: ConfigFile, change: (text: string) => string): string {
  try {
    return change(file.text);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    const hint = 'The file was left as it is; correct it there and run the command again.';
    const place = `${file.path}:${error.line}:${error.column}`;
    throw new CodezError('invalid', `${place} is not valid: ${error.message}`, hint, { cause: error });
  }
}

/** A diff goes to terminals and logs: the secret stays out of it. */
function toChange(file: ConfigFile, text: string, { secret, remove }: HookOptions): FileChange {
  if (text === file.text) return { file: file.path, status: 'unchanged', diff: '' };
  const before = file.content === undefined ? undefined : file.bom + file.text;
  const diff = renderUnifiedDiff(file.path, before, file.bom + text).replaceAll(secret, '(secret)');
  return { file: file.path, status: remove ? 'removed' : before === undefined ? 'created' : 'updated', diff };
}

async function write(file: ConfigFile, text: string, remove: boolean): Promise<string | undefined> {
  if (text === file.text) return undefined;
  if (!remove) return await writeConfigFile({ ...file, mode: MODE }, text, MODE);
  // A file without backup that holds nothing once the hooks are gone was made for them.
  const hasBackup = await access(backupPath(file)).then(
    () => true,
    () => false,
  );
  const isEmpty = Object.keys(jsonFormat.parse(text) as object).length === 0;
  if (file.isLink || hasBackup || !isEmpty) return await writeConfigFile(file, text, MODE);
  await deleteConfigFile(file);
  return undefined;
}

function notesOf(file: ConfigFile, { status }: FileChange, { remove }: HookOptions): string[] {
  if (remove) return status === 'unchanged' ? [`${file.path} has no hooks of codez.`] : [];
  const isShared = status === 'unchanged' && file.mode !== undefined && (file.mode & 0o077) !== 0;
  return [
    'Claude Code tells this server what its sessions in terminals ask for, and takes answers from it.',
    'A claude -p that asks for a permission waits a minute for an answer from here.',
    ...(file.isLink ? [`${file.target} holds a secret now: keep it out of repositories.`] : []),
    ...(isShared ? [`${file.path} holds a secret and can be read by other users of this machine; chmod 600 it.`] : []),
    ...(status === 'unchanged'
      ? []
      : ['Sessions that are running take them up by themselves or when they are restarted.']),
  ];
}
