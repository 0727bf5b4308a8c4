import type Database from 'libsql';
import type { TableMatch } from './match-expression.ts';

/** Ids of documents, both ends included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** Prepared statements of one connection; numbers are cast, since the driver binds them as reals. */
export class IdFinder {
  readonly #statements = new Map<string, Database.Statement>();
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** The ids of the oldest and the newest document. */
  bounds(): IdRange {
    // Asked for together, SQLite would read the whole table.
    const found = this.#prepare(
      'SELECT (SELECT min(id) FROM documents) AS first, (SELECT max(id) FROM documents) AS last',
    ).get();
    const { first, last } = found as { first: number | null; last: number | null };
    return { from: first ?? 0, to: last ?? 0 };
  }

  /** Returns the document that has `count` others between it and `id`, older ones; undefined when there are fewer. */
  olderBy(id: number, count: number): number | undefined {
    const found = this.#prepare(
      'SELECT id FROM documents WHERE id <= CAST(? AS INTEGER) ORDER BY id DESC LIMIT 1 OFFSET CAST(? AS INTEGER)',
    ).get(id, count);
    return (found as { id: number } | undefined)?.id;
  }

  /** Returns the newest documents of a range that match in any table, newest first. */
  newest(matches: readonly TableMatch[], range: IdRange, count: number): number[] {
    const lists = matches.map(({ table, match }) => this.#newestOf(table, match, range, count));
    const [one = [], other = []] = lists;
    if (other.length === 0) return one;
    return [...new Set([...one, ...other])].sort((a, b) => b - a).slice(0, count);
  }

  /** Returns the scores of documents of a range, best highest; what it has no time for is not in it. */
  scores(table: TableMatch['table'], match: string, range: IdRange, maxRows: number): { id: number; score: number }[] {
    // Tags say nothing about relevance.
    const weights = table === 'tools' ? '1.0, 1.0, 1.0, 0.0' : '1.0, 1.0, 0.0';
    const rows = this.#prepare(
      `SELECT rowid AS id, -bm25(${table}, ${weights}) AS score FROM ${table} WHERE ${table} MATCH ?
       AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ORDER BY rowid DESC LIMIT CAST(? AS INTEGER)`,
    ).all(match, range.from, range.to, maxRows);
    return rows as { id: number; score: number }[];
  }

  /** Returns how many documents match, at most `limit`. */
  count(table: TableMatch['table'], match: string, limit: number): number {
    const counted = this.#prepare(
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} WHERE ${table} MATCH ? LIMIT CAST(? AS INTEGER))`,
    ).get(match, limit);
    return (counted as { n: number }).n;
  }

  #newestOf(table: TableMatch['table'], match: string, range: IdRange, count: number): number[] {
    const rows = this.#prepare(
      `SELECT rowid AS id FROM ${table} WHERE ${table} MATCH ?
       AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ORDER BY rowid DESC LIMIT CAST(? AS INTEGER)`,
    ).all(match, range.from, range.to, count);
    return (rows as { id: number }[]).map(({ id }) => id);
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
