import type { NounDefinition } from '../define-command.ts';
import { add } from '../host/add.ts';

export const host: NounDefinition = {
  description: [
    'Keys for other machines: whose agents may use this server, what for and from where. With a running server the ' +
      'work is done by the server and counts at once; without one, by this process.',
  ],
  verbs: [{ name: 'add', summary: 'Issue a key for a machine.', command: add }],
};
