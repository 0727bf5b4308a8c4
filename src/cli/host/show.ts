import { systemClock } from '../../core/clock.ts';
import { type AnyCommand, defineCommand } from '../define-command.ts';
import { type HolderKind, nameArgument } from './holder-kind.ts';
import { type HostDetails, runOwnerOperation } from './operations.ts';
import { renderHolder } from './render-holder.ts';

/** Returns the verb that shows one of a kind. */
export function showOf(kind: HolderKind): AnyCommand {
  return defineCommand({
    description: [
      `Shows one ${kind}: what it may do, its binding and window, and where it called from. Never its key.`,
    ],
    arguments: [nameArgument(kind)],
    async run(context) {
      const { args, output } = context;
      const shown = await runOwnerOperation<HostDetails>(context, `${kind}_show`, { name: args.name });
      output.result(shown, renderHolder(shown, { style: output.style, nowMs: systemClock() }));
      return 0;
    },
  });
}
