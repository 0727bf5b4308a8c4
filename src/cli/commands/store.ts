import type { NounDefinition } from '../define-command.ts';
import { backup } from '../store/backup.ts';
import { compact } from '../store/compact.ts';
import { exportStore } from '../store/export.ts';
import { importStore } from '../store/import.ts';
import { verify } from '../store/verify.ts';

export const store: NounDefinition = {
  description: [
    'Keeps the data directory in order. With a running server the work is done by the server, while it goes on ' +
      'serving; without one, by this process.',
  ],
  examples: [
    { line: 'codez store verify', does: 'look for damage' },
    { line: 'codez store backup /backup/codez-monday', does: 'copy everything' },
    { line: 'codez store export notes.json', does: 'take the notes elsewhere' },
    { line: 'codez store import notes.json', does: 'and put them in there' },
  ],
  verbs: [
    { name: 'verify', summary: 'Read every file and say what is damaged.', command: verify },
    { name: 'compact', summary: 'Rewrite the files to what is live.', command: compact },
    { name: 'export', summary: 'Write everything as one JSON document.', command: exportStore },
    { name: 'import', summary: 'Take back what export wrote.', command: importStore },
    { name: 'backup', summary: 'Copy the data directory while it is in use.', command: backup },
  ],
};
