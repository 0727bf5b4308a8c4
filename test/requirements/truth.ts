import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** What is held against trees of transcripts whose content is known. */
export const TRUTH_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${SESSIONS}, The 17 tools`, {
    'sessions.list.usage': 'Sessions are listed with tokens, size of their context and cost.',
    'sessions.search': 'search_sessions finds text in messages, tools, sub-agents, summaries and titles in any script.',
    'sessions.search.only': 'Records that are no conversation are never found.',
    'sessions.search.filters': 'slug, role, in and since leave out what is not asked for, and nothing else.',
    'sessions.search.equal': 'Words, pairs of words and phrases find what reading everything finds.',
    'sessions.search.appended': 'What is written is found, while the server runs and after its index was deleted.',
    'sessions.search.changing':
      'While files grow, are cut, replaced, gone and back, searches and sums are those of what is there.',
    'usage.changing-trees':
      'Usage and search stay exact while files are added, forked, cut, rewritten, taken away and brought back.',
    'usage.odd-trees':
      'Links, pipes, empty and giant files, files that shrink, are replaced or may not be read never break a list or a sum.',
  }),
];
