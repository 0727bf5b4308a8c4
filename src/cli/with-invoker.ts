import type { OpenInvoker } from '../app/open-invoker.ts';
import { type Logger, silentLogger } from '../core/logger.ts';
import type { CommandContext } from './define-command.ts';
import type { Output } from './output.ts';

/** Opens the way to the tools, runs `use` and closes it again: the server at --url, else as {@link withLocalInvoker}. */
export async function withInvoker<Result>(
  context: CommandContext,
  use: (opened: OpenInvoker) => Promise<Result>,
): Promise<Result> {
  const { settings, env, io } = context;
  const { remoteUrl, keyFile } = settings;
  if (remoteUrl === undefined) return await withLocalInvoker(context, use);
  const { openInvoker } = await import('../app/open-invoker.ts');
  const opened = await openInvoker({ settings, env, userHome: io.userHome, url: remoteUrl, keyFile });
  return await useAndClose(opened, use);
}

/**
 * The same for what concerns this data directory alone: its running server, else this process. Says on stderr when
 * the server is of another version.
 */
export async function withLocalInvoker<Result>(
  context: CommandContext,
  use: (opened: OpenInvoker) => Promise<Result>,
): Promise<Result> {
  const { openInvoker } = await import('../app/open-invoker.ts');
  const { settings, env, io, output, version } = context;
  const opened = await openInvoker({ settings, env, userHome: io.userHome, logger: warningLogger(output) });
  const { where, serverVersion } = opened;
  if (where === 'server' && serverVersion !== version) {
    output.warn(`this is codez ${version}, the running server is ${serverVersion}: run \`codez restart\``);
  }
  return await useAndClose(opened, use);
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
