import type { OpenInvoker } from '../app/open-invoker.ts';
import type { CommandContext } from './define-command.ts';

/** Opens the way to the tools (running server, remote server, or this process), runs `use` and closes it again. */
export async function withInvoker<Result>(
  context: CommandContext,
  use: (opened: OpenInvoker) => Promise<Result>,
): Promise<Result> {
  const { openInvoker } = await import('../app/open-invoker.ts');
  const { settings } = context;
  const opened = await openInvoker({ settings });
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
