import { CodezError } from '../../core/errors.ts';
import type { SearchPart, SearchRole } from '../search-index.ts';
import type { SearchTerm } from './parse-query.ts';

/** What is asked of one table of the index, as expressions of FTS5. */
export interface TableMatch {
  readonly table: 'conversation' | 'tools';
  /** The whole question: words and filters. */
  readonly match: string;
  /** The words and short phrases alone, one a term, and the filters that few documents pass: for ranking. */
  readonly terms: readonly string[];
  readonly filters: readonly string[];
}

export interface MatchFilter {
  readonly in: ReadonlySet<SearchPart>;
  readonly role?: SearchRole | undefined;
  /** Id of the project. */
  readonly project?: number | undefined;
}

const ROLE_TAGS: Readonly<Record<SearchRole, string>> = { user: 'ru', assistant: 'ra', system: 'rs', title: 'rt' };
/** Tags that most documents have: to count them costs more than they tell. */
const COMMON_TAGS = new Set(['m', 'ra']);

/** Longer phrases take long to count, and stand once in a document that holds them. */
const MAX_RANKED_TOKENS = 8;

/** Returns what to ask of each table that can hold an answer. */
export function toTableMatches(terms: readonly SearchTerm[], filter: MatchFilter): readonly TableMatch[] {
  const parts = searchedParts(filter.in);
  const tags = tagsOf(filter, parts);
  const toMatch = (table: TableMatch['table'], columns: readonly string[]): TableMatch => {
    const scoped = terms.map((term) => `{${columns.join(' ')}} : ${toPhrase(term)}`);
    const filters = tags.map((tag) => ({ tag, match: `tags : "${tag}"` }));
    return {
      table,
      match: [...scoped, ...filters.map(({ match }) => match)].join(' AND '),
      terms: scoped.filter((_, index) => (terms[index]?.tokens.length ?? 0) <= MAX_RANKED_TOKENS),
      filters: filters.filter(({ tag }) => !COMMON_TAGS.has(tag)).map(({ match }) => match),
    };
  };
  const said = ['text', 'thinking'].filter((column) => parts.has(column as SearchPart));
  return [
    ...(said.length > 0 ? [toMatch('conversation', said)] : []),
    ...(parts.has('tools') ? [toMatch('tools', ['tool', ...said])] : []),
  ];
}

/**
 * Returns the parts that are looked into; `subagents` alone stands for what sub-agents said and what their tools did.
 * @throws CodezError `invalid` when there is none
 */
export function searchedParts(parts: ReadonlySet<SearchPart>): ReadonlySet<SearchPart> {
  if (parts.size === 0) {
    throw new CodezError(
      'invalid',
      'in: names no part',
      'Name one of text, tools, subagents, thinking; or leave it out.',
      {
        fields: { in: ['names no part'] },
      },
    );
  }
  return isOnlySubagents(parts) ? new Set(['text', 'tools', 'subagents']) : parts;
}

function tagsOf({ in: given, role, project }: MatchFilter, parts: ReadonlySet<SearchPart>): string[] {
  return [
    ...(project === undefined ? [] : [`p${project}`]),
    ...(role === undefined ? [] : [ROLE_TAGS[role]]),
    ...(isOnlySubagents(given) ? ['s'] : parts.has('subagents') ? [] : ['m']),
  ];
}

function isOnlySubagents(parts: ReadonlySet<SearchPart>): boolean {
  return parts.size === 1 && parts.has('subagents');
}

/** Tokens hold no quotes: no text of a query can become syntax. */
function toPhrase({ tokens, isBeginning }: SearchTerm): string {
  return `"${tokens.join(' ').replaceAll('"', '""')}"${isBeginning ? ' *' : ''}`;
}
