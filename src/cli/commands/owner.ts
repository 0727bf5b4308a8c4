import type { NounDefinition } from '../define-command.ts';
import { addOwner } from '../owner/add.ts';
import { listOwners } from '../owner/list.ts';
import { removeOwner } from '../owner/remove.ts';

export const owner: NounDefinition = {
  description: [
    'Says whose tokens act for you. A valid token of your authorization server proves who somebody is; only the people ' +
      'on this list are let in as you. It is kept in the data directory and changed at this machine alone.',
  ],
  examples: [
    { line: 'codez owner list', does: 'see who is let in' },
    { line: 'codez owner remove usr_4f2a', does: 'and let one of them in no more' },
  ],
  verbs: [
    { name: 'list', summary: 'Show who is let in as owner.', command: listOwners },
    { name: 'add', summary: 'Let a person in as owner.', command: addOwner },
    { name: 'remove', summary: 'Take a person off the list.', command: removeOwner },
  ],
};
