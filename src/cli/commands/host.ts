import type { NounDefinition } from '../define-command.ts';
import { add } from '../host/add.ts';
import { bind, unbind } from '../host/bind.ts';
import { listOf } from '../host/list.ts';
import { removeOf } from '../host/remove.ts';
import { roaming } from '../host/roaming.ts';
import { rotateOf } from '../host/rotate.ts';
import { showOf } from '../host/show.ts';
import { disableOf, enableOf } from '../host/switch-holder.ts';
import { update } from '../host/update.ts';
import { window } from '../host/window.ts';

export const host: NounDefinition = {
  description: [
    'Keys for other machines: whose agents may use this server, what for and from where. With a running server the ' +
      'work is done by the server and counts from the next call on; without one, by this process.',
  ],
  examples: [
    { line: 'codez host add web-1', does: 'issue a key, with the lines to paste on that machine' },
    { line: 'codez host list', does: 'see who calls, and from where' },
    { line: 'codez host disable web-1', does: 'keep it out at once' },
  ],
  sections: {
    'WHAT IS KEPT': [
      'Of a key its SHA-256 and the first 8 characters after cz_ are kept, by which it is found; never the key itself. ' +
        'codez store export leaves both out, so that an export lets nobody in elsewhere: a host that is imported where ' +
        'it was unknown has no key until codez host rotate issues one, and one that was known keeps its own. codez store ' +
        'backup copies everything, hashes included.',
      'A removed host leaves the notes of its own space on file. Whoever is given its name next, a host, a user or a ' +
        'shared space, has them.',
    ],
  },
  verbs: [
    { name: 'add', summary: 'Issue a key for a machine.', command: add },
    { name: 'list', summary: 'List the hosts and their calls.', command: listOf('host') },
    { name: 'show', summary: 'Show one host.', command: showOf('host') },
    { name: 'update', summary: 'Change what a host may do.', command: update },
    { name: 'rotate', summary: 'Issue another key for a host.', command: rotateOf('host') },
    { name: 'remove', summary: 'Remove a host.', command: removeOf('host') },
    { name: 'enable', summary: 'Let a host in again.', command: enableOf('host') },
    { name: 'disable', summary: 'Keep a host out.', command: disableOf('host') },
    { name: 'roaming', summary: 'Say whether a host may change its address.', command: roaming },
    { name: 'window', summary: 'Open or close the window of an insecure host.', command: window },
    { name: 'bind', summary: 'Bind a key to an address.', command: bind },
    { name: 'unbind', summary: 'Bind a key anew at its next use.', command: unbind },
  ],
};
