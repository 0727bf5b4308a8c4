import { defineCommand } from '../define-command.ts';
import { inOptionWords } from '../in-option-words.ts';
import { runOperation } from '../store/run-operation.ts';
import { renderOwner, type ShownOwner } from './render-owner.ts';

export const addOwner = defineCommand({
  description: [
    'Records a person as owner of this data directory: tokens that the issuer makes out to SUB then act for you, with ' +
      'everything you may do over the network. `codez login` does the same for yourself, and shows who it is first.',
    'A token that proves no audience (MCPAuthKit makes such) could be used here by every other service the person ' +
      'signed in to at that issuer. Such tokens are refused unless --accept-unbound-tokens was given once.',
  ],
  arguments: [{ name: 'sub', description: 'Who the person is at the issuer: the sub of its tokens.', required: true }],
  options: {
    issuer: { placeholder: 'URL', description: 'Authorization server of the person; default the one of AUTHKIT_URL.' },
    acceptUnboundTokens: { description: 'Take tokens of this person that do not prove to be made for this server.' },
  },
  examples: [
    { line: 'codez owner add usr_4f2a', does: 'let this person of your authorization server in' },
    { line: 'codez owner add usr_4f2a --issuer https://auth.example.com', does: 'name the server, too' },
  ],
  async run(context) {
    const { args, options, output } = context;
    const person = {
      sub: args.sub,
      ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
      ...(options.acceptUnboundTokens ? { accept_unbound_tokens: true } : {}),
    };
    const done = await inOptionWords(() =>
      runOperation<{ owner: ShownOwner; created: boolean }>(context, 'owner_add', person, 'Adding'),
    );
    const shown = renderOwner(done.owner);
    output.result(done, done.created ? `Recorded as owner: ${shown}` : `Recorded before, and kept: ${shown}`);
    if (done.owner.accepts_unbound_tokens && !output.isJson) {
      output.note('Tokens of this person are accepted even when they do not prove to be made for this server.');
    }
    return 0;
  },
});
