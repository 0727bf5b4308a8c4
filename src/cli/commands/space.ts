import type { NounDefinition } from '../define-command.ts';
import { add } from '../space/add.ts';
import { list } from '../space/list.ts';
import { remove } from '../space/remove.ts';

export const space: NounDefinition = {
  description: ['Spaces of notes and resources that several hosts and users share. Yours is called local.'],
  examples: [
    { line: 'codez space add ops', does: 'make one' },
    { line: 'codez host update web-1 --space ops', does: 'let a host read and write in it' },
    { line: 'codez host update web-2 --space ops:read', does: 'let another one read' },
  ],
  verbs: [
    { name: 'add', summary: 'Add a shared space.', command: add },
    { name: 'list', summary: 'List the shared spaces.', command: list },
    { name: 'remove', summary: 'Remove a shared space.', command: remove },
  ],
};
