import type { NounDefinition } from '../define-command.ts';
import { listOf } from '../host/list.ts';
import { removeOf } from '../host/remove.ts';
import { rotateOf } from '../host/rotate.ts';
import { showOf } from '../host/show.ts';
import { disableOf, enableOf } from '../host/switch-holder.ts';
import { add } from '../user/add.ts';
import { update } from '../user/update.ts';

export const user: NounDefinition = {
  description: [
    'People who are not you: each has a space of their own, and comes by a key of this server or by tokens of an ' +
      'authorization server.',
  ],
  examples: [
    { line: 'codez user add ada --space ops', does: 'issue a key for a person' },
    { line: 'codez user update ada --sub usr_42 --issuer https://auth.example.com', does: 'let their tokens in' },
  ],
  verbs: [
    { name: 'add', summary: 'Add a person.', command: add },
    { name: 'list', summary: 'List the users and their calls.', command: listOf('user') },
    { name: 'show', summary: 'Show one user.', command: showOf('user') },
    { name: 'update', summary: 'Change what a user may do.', command: update },
    { name: 'rotate', summary: 'Issue another key for a user.', command: rotateOf('user') },
    { name: 'remove', summary: 'Remove a user.', command: removeOf('user') },
    { name: 'enable', summary: 'Let a user in again.', command: enableOf('user') },
    { name: 'disable', summary: 'Keep a user out.', command: disableOf('user') },
  ],
};
