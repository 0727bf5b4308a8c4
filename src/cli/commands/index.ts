import type { NounDefinition } from '../define-command.ts';
import { rebuild } from '../search-index/rebuild.ts';
import { status } from '../search-index/status.ts';

export const index: NounDefinition = {
  description: [
    'Looks after the index that `codez sessions search` and search_sessions find words with. It is made from the ' +
      'transcripts by itself, kept up to date while a server runs, and loses nothing when it is deleted: ' +
      'only the time to build it again.',
  ],
  examples: [
    { line: 'codez index status', does: 'see how far it is and how large' },
    { line: 'codez index rebuild', does: 'make it anew' },
  ],
  verbs: [
    { name: 'status', summary: 'Show how far the index is and how large.', command: status },
    { name: 'rebuild', summary: 'Make the index anew.', command: rebuild },
  ],
};
