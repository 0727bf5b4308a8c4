import type { CommandContext } from '../define-command.ts';
import { withLocalInvoker } from '../with-invoker.ts';

/** Runs one operation on the data directory, with a spinner, and returns its result. */
export async function runOperation<Result>(
  context: CommandContext,
  tool: string,
  args: Readonly<Record<string, unknown>>,
  doing: string,
): Promise<Result> {
  return await withLocalInvoker(context, async ({ invoker, principal }) => {
    const spinner = context.output.spin(doing);
    try {
      const { value } = await invoker.call(tool, args, { principal, door: 'cli', signal: context.signal });
      return value as Result;
    } finally {
      spinner.stop();
    }
  });
}
