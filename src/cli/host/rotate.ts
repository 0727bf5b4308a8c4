import { type AnyCommand, defineCommand } from '../define-command.ts';
import { parseDuration } from '../text/parse-duration.ts';
import { type HolderKind, nameArgument } from './holder-kind.ts';
import { given, type IssuedHost, runOwnerOperation } from './operations.ts';
import { renderIssuedKey } from './render-issued-key.ts';

/** Returns the verb that issues another key. */
export function rotateOf(kind: HolderKind): AnyCommand {
  return defineCommand({
    description: [
      `Issues another key for a ${kind}, shown this once. The former one is refused at once, or with --grace after that ` +
        'time, so that the new one can be put in place. What the key is bound to is kept, unless --unbind is given.',
    ],
    arguments: [nameArgument(kind)],
    options: {
      grace: {
        placeholder: 'TIME',
        description: 'Let the former key be good for this time more, e.g. 1h; 7d at most.',
      },
      unbind: { description: 'Bind the key anew at its next use.' },
    },
    examples: [{ line: `codez ${kind} rotate web-1 --grace 1h`, does: 'change the key without a gap' }],
    async run(context) {
      const { args, options, output } = context;
      const grace = options.grace === undefined ? undefined : parseDuration('--grace', options.grace);
      const wanted = given({ name: args.name, grace, unbind: options.unbind || undefined });
      const issued = await runOwnerOperation<IssuedHost>(context, `${kind}_rotate`, wanted);
      output.result(issued, renderIssuedKey(`Issued another key for ${kind}`, issued, output.style));
      return 0;
    },
  });
}
