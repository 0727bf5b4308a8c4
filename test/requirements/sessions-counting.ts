import { now, type Requirement } from './requirement.ts';

const SEARCH = 'contract: storage, Search';

/** How transcripts are counted: exactly, beside what serves, and no more than once. */
export const SESSION_COUNTING_REQUIREMENTS: readonly Requirement[] = [
  ...now(SEARCH, {
    'sessions.counts.exact':
      'Transcripts are counted by their bytes as by parsing every line, however they are written, damaged or changed.',
    'sessions.counts.kept': 'What was counted is kept for the next process; damage of it is told and costs a count.',
    'sessions.counts.dies': 'When the thread that counts dies, calls say so, and the next one starts it again.',
  }),
  ...now(
    'contract: storage, Numbers to reach',
    { 'bench.sessions.listing': 'Listing 2,000 sessions reaches 0.5 of the read limit cold, 30 ms warm.' },
    'bench',
  ),
];
