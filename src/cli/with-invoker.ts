import type { OpenInvoker } from '../app/open-invoker.ts';
import { type Logger, silentLogger } from '../core/logger.ts';
import type { CommandContext } from './define-command.ts';
import type { Output } from './output.ts';

/** Opens the way to the tools, runs `use` and closes it again: the server at --url, else as {@link withLocalInvoker}. */
export async function withInvoker<Result>(
  context: CommandContext,
  use: (opened: OpenInvoker) => Promise<Result>,
): Promise<Result> {
  if (context.settings.remoteUrl === undefined) return await withLocalInvoker(context, use);
  return await useAndClose(await open(context, {}), use);
}

/** The same for what only a server can do. @throws CodezError `unavailable` when none runs */
export async function withServer<Result>(
  context: CommandContext,
  use: (opened: OpenInvoker) => Promise<Result>,
): Promise<Result> {
  return await useAndClose(await openServer(context), use);
}

/** Opens the way to the server at --url, else to the running one. @throws CodezError `unavailable` when none runs */
export async function openServer(context: CommandContext): Promise<OpenInvoker> {
  return await open(context, { needsServer: true });
}

/** Opens the way to this data directory's running server. @throws CodezError `unavailable` when none runs */
export async function openLocalServer(context: CommandContext): Promise<OpenInvoker> {
  return await open(context, { needsServer: true, isLocal: true });
}

/** The same, runs `use` and closes it again. */
export async function withLocalServer<Result>(
  context: CommandContext,
  use: (opened: OpenInvoker) => Promise<Result>,
): Promise<Result> {
  return await useAndClose(await openLocalServer(context), use);
}

/**
 * The same for what concerns this data directory alone: its running server, else this process. Says on stderr when
 * the server is of another version.
 */
export async function withLocalInvoker<Result>(
  context: CommandContext,
  use: (opened: OpenInvoker) => Promise<Result>,
  { takesOver = false }: { readonly takesOver?: boolean } = {},
): Promise<Result> {
  return await useAndClose(await open(context, { isLocal: true, takesOver }), use);
}

async function open(
  { settings, env, io, output, version }: CommandContext,
  how: { readonly needsServer?: boolean; readonly takesOver?: boolean; readonly isLocal?: boolean },
): Promise<OpenInvoker> {
  const { openInvoker } = await import('../app/open-invoker.ts');
  const { remoteUrl: url, keyFile } = settings;
  const logger = warningLogger(output);
  const { isLocal = false, ...needs } = how;
  const remote = isLocal || url === undefined ? {} : { url, keyFile };
  const opened = await openInvoker({ settings, env, userHome: io.userHome, logger, ...needs, ...remote });
  const { where, serverVersion } = opened;
  if (where === 'server' && serverVersion !== version) {
    output.warn(`this is codez ${version}, the running server is ${serverVersion}: run \`codez restart\``);
  }
  return opened;
}

/** What this process would log as a server is said as a warning; a bug is reported by the error itself. */
function warningLogger(output: Output): Logger {
  const warn: Logger['warn'] = (message, fields = {}) =>
    output.warn([message, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(' '));
  return {
    ...silentLogger,
    warn,
    error: (message, fields) => {
      if (!message.startsWith('internal error')) warn(message, fields);
    },
  };
}

async function useAndClose<Result>(
  opened: OpenInvoker,
  use: (opened: OpenInvoker) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
