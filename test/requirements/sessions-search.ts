import { now, type Requirement } from './requirement.ts';

const SEARCH = 'contract: tools-sessions, search_sessions';

/** Finding words in what sessions said and did. */
export const SESSION_SEARCH_REQUIREMENTS: readonly Requirement[] = [
  ...now(SEARCH, {
    'seed1.tool.search-sessions': 'search_sessions searches the full text of all session content.',
    'sessions.search.tool': 'Messages, tool input and output, sub-agents, summaries and titles are found.',
    'sessions.search.language':
      'Every word must occur in one message; a phrase in quotes, a beginning with a star; all else is plain text.',
    'sessions.search.refused':
      'A query without words or too long, a date that is none, a foreign cursor are refused, named, with what to do.',
    'sessions.search.paging': 'Pages neither repeat nor skip while messages come in; a message is shown once.',
    'sessions.search.relevance': 'By relevance the best of the newest matches come first, then older ones.',
    'sessions.search.snippet': 'A snippet shows the words round the first match as they were written, matches marked.',
    'sessions.search.huge':
      'Words deep in megabytes of one message are found and shown; where that would take too long, its beginning is.',
    'sessions.search.long': 'A search that takes long ends its page early; the next one goes on where it stopped.',
    'sessions.search.gone': 'What is gone from disk or was changed is left out, and pages are filled all the same.',
    'sessions.search.titles': 'Titles that codez keeps are found, and shown instead of those of the transcript.',
    'sessions.search.fresh': 'What was just written is found by the very next search.',
    'sessions.search.building': 'While the index is built a search tells what it misses, if it is anything.',
    'sessions.search.odd-trees':
      'Empty files, broken lines, closed folders and links neither fail nor mislead a search.',
    'sessions.search.hostile-lines':
      'Lines that parsed or normalised would take all memory neither end the server nor hide what stands behind them.',
    'sessions.health.index': 'get_health and get_health_details tell of the search index.',
  }),
  ...now('contract: storage, Search', {
    'storage.search.bounded': 'Transcript queries are bounded before they run.',
  }),
  ...now('contract: cli, Commands', {
    'cli.sessions.search': 'sessions search prints hits readably, with filters, and says what is wrong.',
    'cli.index.status': 'index status shows how far the search index is, with a server or without.',
    'cli.index.rebuild': 'index rebuild makes the search index anew and shows how far it is.',
  }),
];
