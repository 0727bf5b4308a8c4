import type { ClientConfiguration, ClientOptions, PrintedEntry } from '../../clients/configure-client.ts';
import type { ClientSurroundings } from '../../clients/target.ts';
import { type CommandContext, defineCommand } from '../define-command.ts';
import { UsageError } from '../usage-error.ts';

export const config = defineCommand({
  description: [
    'Writes one entry named codez into the configuration of an MCP client, so that the client connects to this server. ' +
      'Everything else in the file stays as it is, byte for byte; the first change keeps the previous content in a ' +
      '.bak file beside it.',
    'Running it again changes nothing. It says which files were changed and how to undo it.',
    'Where the server trusts nobody without a key (CODEZ_LOOPBACK=off), the client is given one of its own, once: a host ' +
      'such as local-claude, which may do what you may and works on this machine only. The client reads it from ' +
      'CODEZ_LOCAL_KEY, or the variable of --key-env; --remove takes it back.',
  ],
  arguments: [
    {
      name: 'client',
      description: 'The client to configure.',
      required: true,
      choices: ['claude', 'codex', 'cursor', 'vscode', 'gemini', 'claude-desktop', 'opencode'],
    },
  ],
  options: {
    url: {
      placeholder: 'URL',
      description: 'Address of the server; default the /mcp of the server of this data directory.',
    },
    tools: {
      placeholder: 'GROUPS',
      description: 'Show the client only these groups of tools, separated by commas: memory, resources, ...',
    },
    keyEnv: { placeholder: 'VAR', description: 'Send the API key that the client finds in this environment variable.' },
    embedKey: { description: 'Write the key itself, as --key-env has it now, into the file.' },
    name: { placeholder: 'NAME', description: 'Name of the entry, default codez.' },
    scope: {
      placeholder: 'user|project',
      description: 'Configure the client for this user, or for the current folder; default user.',
      choices: ['user', 'project'],
    },
    hooks: {
      description:
        'For claude: write the hooks through which its sessions in terminals ask for permissions here, into the settings ' +
        'of this user.',
    },
    print: { description: 'Print the entry and write nothing.' },
    remove: { description: 'Remove the entry from every file that config writes.' },
    dryRun: { description: 'Show the change as a diff and write nothing.' },
  },
  examples: [
    { line: 'codez config claude', does: 'connect Claude Code on this machine' },
    { line: 'codez config codex --tools memory --dry-run', does: 'see what would be written for Codex' },
    { line: 'codez config claude --hooks', does: 'answer the dialogs of its terminals from anywhere' },
    { line: 'codez config claude --remove', does: 'take it back' },
  ],
  async run(context) {
    const { args, options, output } = context;
    if (options.print && (options.remove || options.dryRun)) {
      throw new UsageError(
        '--print cannot be combined with --remove or --dry-run',
        'Use --dry-run alone to see a change, --print to see the entry.',
        'codez config CLIENT [OPTIONS]',
      );
    }
    if (options.hooks) return await runHooks(args.client, context);
    const { configureClient, printClientConfiguration } = await import('../../clients/configure-client.ts');
    const { LOCAL_KEY_VARIABLE, needsLocalKey } = await import('../config/local-key.ts');
    const surroundings = surroundingsOf(context);
    const wanted = await clientOptions(context);
    // Who names a variable that holds a key has one already.
    const hasKey = options.keyEnv !== undefined && (context.env[options.keyEnv] ?? '') !== '';
    const isKeyed = !options.remove && !hasKey && (await needsLocalKey(context, args.client, wanted.url));
    if (options.print) {
      const keyed = isKeyed && !options.embedKey ? { keyEnv: LOCAL_KEY_VARIABLE, ...wanted } : wanted;
      const entries = printClientConfiguration(args.client, keyed, surroundings);
      output.result(entries, renderEntries(entries));
      return 0;
    }
    if (isKeyed) {
      const { wireLocalKey } = await import('../config/wire-local-key.ts');
      const { renderLocalKey } = await import('../config/render-local-key.ts');
      const wired = await wireLocalKey(context, args.client, wanted, surroundings);
      output.result(wired, [renderOutcome(wired, options.dryRun), ...renderLocalKey(wired, options.dryRun)].join('\n'));
      return 0;
    }
    const outcome = await configureClient(args.client, wanted, surroundings);
    const removed =
      options.remove && !options.dryRun && outcome.left === undefined ? await removeKey(context) : undefined;
    const said = removed === undefined ? [] : [`Removed the key ${removed} as well: it is good no more.`];
    output.result(
      { ...outcome, ...(removed === undefined ? {} : { removed_key: removed }) },
      [renderOutcome(outcome, options.dryRun), ...said].join('\n'),
    );
    return 0;
  },
});

/** Returns the host whose key was the client's own, undefined when there was none. */
async function removeKey(context: CommandContext<{ readonly client: string }, ConfigOptions>) {
  const { localHostName, removeLocalKey } = await import('../config/local-key.ts');
  const host = localHostName(context.args.client, context.options.name);
  return (await removeLocalKey(context, host)) ? host : undefined;
}

/** The hooks stand in a file of their own, and know no names, groups or keys. */
async function runHooks(client: string, context: CommandContext<unknown, ConfigOptions>): Promise<number> {
  const { options, paths, output } = context;
  const foreign = (['tools', 'keyEnv', 'name'] as const).some((name) => options[name] !== undefined);
  if (client !== 'claude' || foreign || options.embedKey || options.scope === 'project') {
    throw new UsageError(
      '--hooks is for claude alone, and goes into the settings of this user',
      'Use it with --url, --print, --remove or --dry-run only.',
      'codez config claude --hooks [OPTIONS]',
    );
  }
  const { configureHooks, printHooks } = await import('../../clients/configure-hooks.ts');
  const { readHookSecret } = await import('../../app/hook-secret.ts');
  const { remove, dryRun, print } = options;
  const secret = await readHookSecret(paths);
  const hooks = { url: options.url ?? (await localUrl(context)), secret, remove, dryRun };
  if (print) {
    const entries = printHooks(hooks, surroundingsOf(context));
    output.result(entries, renderEntries(entries));
    return 0;
  }
  const outcome = await configureHooks(hooks, surroundingsOf(context));
  output.result(outcome, renderOutcome(outcome, dryRun));
  return 0;
}

function surroundingsOf({ env, io }: CommandContext): ClientSurroundings {
  return { env, cwd: io.cwd, homeDir: io.userHome, platform: io.platform, launcher: io.launcher };
}

interface ConfigOptions {
  readonly hooks: boolean;
  readonly print: boolean;
  readonly url: string | undefined;
  readonly tools: string | undefined;
  readonly keyEnv: string | undefined;
  readonly embedKey: boolean;
  readonly name: string | undefined;
  readonly scope: string | undefined;
  readonly remove: boolean;
  readonly dryRun: boolean;
}

async function clientOptions(
  context: CommandContext<unknown, ConfigOptions>,
): Promise<ClientOptions & { readonly url: string }> {
  const { url, tools, keyEnv, name, scope, embedKey, remove, dryRun } = context.options;
  return {
    url: url ?? (await localUrl(context)),
    ...(tools === undefined ? {} : { tools: tools.split(',').map((group) => group.trim()) }),
    ...(keyEnv === undefined ? {} : { keyEnv }),
    ...(name === undefined ? {} : { name }),
    ...(scope === 'user' || scope === 'project' ? { scope } : {}),
    embedKey,
    remove,
    dryRun,
  };
}

/** Where the running server is, else where the settings say it will be. */
async function localUrl({ paths, settings }: CommandContext): Promise<string> {
  const { readServerRecord } = await import('../../app/server-record.ts');
  const record = await readServerRecord(paths);
  if (record !== undefined) return `${record.url}/mcp`;
  const { localOriginOf } = await import('../../app/mcp-url.ts');
  return `${localOriginOf(settings)}/mcp`;
}

function renderEntries(entries: readonly PrintedEntry[]): string {
  return entries.map(({ file, text }) => `# ${file}\n${text}`).join('\n');
}

function renderOutcome({ changes, notes, undo }: ClientConfiguration, dryRun: boolean): string {
  const lines = changes.map(({ file, status, backup, diff }) => {
    if (dryRun && diff !== '') return diff;
    const kept = backup === undefined ? '' : ` (previous content: ${backup})`;
    return `${status.padEnd(9)} ${file}${kept}`;
  });
  const changed = !dryRun && changes.some(({ status }) => status !== 'unchanged');
  return [...lines, ...notes, ...(changed ? [`Undo with: ${undo}`] : [])].join('\n');
}
