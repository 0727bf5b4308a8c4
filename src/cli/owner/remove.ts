import { defineCommand } from '../define-command.ts';
import { runOperation } from '../store/run-operation.ts';
import { renderOwner, type ShownOwner } from './render-owner.ts';

export const removeOwner = defineCommand({
  description: ['Takes a person off the owner list. It counts at once: their next request is refused.'],
  arguments: [{ name: 'sub', description: 'The person, as codez owner list shows it.', required: true }],
  options: {
    issuer: { placeholder: 'URL', description: 'Needed where several issuers have a person of this sub.' },
  },
  async run(context) {
    const { args, options, output } = context;
    const person = { sub: args.sub, ...(options.issuer === undefined ? {} : { issuer: options.issuer }) };
    const done = await runOperation<{ owner: ShownOwner }>(context, 'owner_remove', person, 'Removing');
    output.result(done, `Removed: ${renderOwner(done.owner)}`);
    return 0;
  },
});
