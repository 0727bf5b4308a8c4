import { now, type Requirement } from './requirement.ts';

const SEARCH = 'contract: storage, Search';

/** The index of transcripts: what is in it, and that it looks after itself. */
export const SEARCH_INDEX_REQUIREMENTS: readonly Requirement[] = [
  ...now(SEARCH, {
    'storage.search.passes':
      'What people and the model said is indexed first, what tools were given and printed second.',
    'storage.search.reading': 'Documents hold what a plain reading of every line finds, whatever the order of fields.',
    'storage.search.follow':
      'Files are followed by identity, size and time; only what was appended is read, and what is gone is not found.',
    'storage.search.odd': 'Links, empty files, odd, broken and huge lines neither fail nor mislead the index.',
    'storage.search.heal':
      'A damaged, foreign or missing index is built anew and says so; a link in its place is refused.',
    'storage.search.rebuild': 'The index can be dropped and built again at any time.',
    'storage.search.progress': 'How far the index is can be asked while it is built; over nothing it is ready at once.',
    'storage.search.dies':
      'When the thread of the index dies, searches are told and later ones work; a file it dies of again is set aside and named.',
    'storage.search.kill': 'kill -9 while the index is built loses nothing and leaves nothing twice.',
  }),
  ...now(
    'contract: storage, Numbers to reach',
    {
      'bench.index.build':
        'At 1 GB 100 MB/s of transcripts are indexed for what was said, 30 MB/s for tools; the index takes 10 and 30 %, ' +
        'memory 100 MB, and nothing is held up.',
      'bench.index.search':
        'At 1 GB a search takes at most 50 ms p99 over HTTP, and what is appended is found within 1 s.',
    },
    'bench',
  ),
];
