import { defineCommand } from '../define-command.ts';
import { renderTable } from '../render-table.ts';
import { runOperation } from '../store/run-operation.ts';
import type { ShownOwner } from './render-owner.ts';

export const listOwners = defineCommand({
  description: ['Shows the people whose tokens act for you, and whether their unbound tokens are accepted.'],
  async run(context) {
    const { output } = context;
    const found = await runOperation<{ owners: ShownOwner[] }>(context, 'owner_list', {}, 'Reading');
    const rows = found.owners.map(({ sub, email = '', issuer, accepts_unbound_tokens, added_at }) => [
      sub,
      email,
      issuer,
      accepts_unbound_tokens ? 'accepted' : 'refused',
      added_at.slice(0, 10),
    ]);
    const table = renderTable(['SUB', 'E-MAIL', 'ISSUER', 'UNBOUND TOKENS', 'SINCE'], rows, output.style);
    output.result(found, rows.length === 0 ? NOBODY : table);
    return 0;
  },
});

const NOBODY = 'No owner is recorded: all tokens are refused. Add yourself with codez login, or with codez owner add.';
