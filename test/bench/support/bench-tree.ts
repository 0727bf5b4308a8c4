import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Corpus, writeCorpus } from '../../support/corpus/write-corpus.ts';

let tree: Corpus | undefined;

/** Returns a heavy user's transcripts (2,000 sessions, 1 GB, as Claude Code writes them now), written once for all parts that are measured on them. */
export function benchTree(): Corpus {
  if (tree !== undefined) return tree;
  const folder = mkdtempSync(join(tmpdir(), 'codez-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.stderr.write('writing 1 GB of transcripts ...\n');
  tree = writeCorpus({ configDir: join(folder, 'claude'), bytes: 1e9, seed: 1, sessions: 2_000, isPlain: true });
  return tree;
}
