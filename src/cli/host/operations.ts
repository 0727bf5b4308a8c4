import type { hostAdd } from '../../tools/hosts/host-add.ts';
import type { hostList } from '../../tools/hosts/host-list.ts';
import type { hostRemove } from '../../tools/hosts/host-remove.ts';
import type { hostShow } from '../../tools/hosts/host-show.ts';
import type { CommandContext } from '../define-command.ts';
import { inOptionWords } from '../in-option-words.ts';
import { callOperation } from '../session/operations.ts';
import { withLocalInvoker } from '../with-invoker.ts';

/** What an operation returns. */
type ResultOf<T extends { run: (...args: never[]) => unknown }> = Awaited<ReturnType<T['run']>>;

export type HostPage = ResultOf<typeof hostList>;
export type HostRow = HostPage['hosts'][number];
export type HostDetails = ResultOf<typeof hostShow>;
export type IssuedHost = ResultOf<typeof hostAdd>;
export type RemovedHost = ResultOf<typeof hostRemove>;

/** Runs one operation of the owner: by the running server of this data directory, else in this process. */
export async function runOwnerOperation<Result>(
  context: CommandContext,
  tool: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Result> {
  return await inOptionWords(() =>
    withLocalInvoker(context, (opened) => callOperation<Result>(opened, tool, args, context.signal)),
  );
}

/** Returns the arguments that were given. */
export function given<Args extends Readonly<Record<string, unknown>>>(args: Args): Partial<Args> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as Partial<Args>;
}

/** Returns the entries of an option that takes comma lists and may be repeated. */
export function toList(values: readonly string[] | undefined): readonly string[] | undefined {
  return values
    ?.flatMap((value) => value.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
