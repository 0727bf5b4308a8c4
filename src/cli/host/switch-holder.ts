import { type AnyCommand, defineCommand } from '../define-command.ts';
import { type HolderKind, nameArgument } from './holder-kind.ts';
import { type HostRow, runOwnerOperation } from './operations.ts';

/** Returns the verb that lets one of a kind in again. */
export function enableOf(kind: HolderKind): AnyCommand {
  return switchOf(kind, true, `Lets a ${kind} in again after \`codez ${kind} disable\`.`);
}

/** Returns the verb that keeps one of a kind out. */
export function disableOf(kind: HolderKind): AnyCommand {
  return switchOf(kind, false, `Keeps a ${kind} out until \`codez ${kind} enable\`: its calls are refused at once.`);
}

function switchOf(kind: HolderKind, enabled: boolean, description: string): AnyCommand {
  return defineCommand({
    description: [description],
    arguments: [nameArgument(kind)],
    async run(context) {
      const { args, output } = context;
      const done = await runOwnerOperation<HostRow>(context, `${kind}_update`, { name: args.name, enabled });
      output.result(done, enabled ? `${done.name} is let in again.` : `${done.name} is refused from now on.`);
      return 0;
    },
  });
}
