/** `now`: held by a test that cites it; `planned`: promised for a later version, counted and printed. */
export type RequirementStatus = 'now' | 'planned';

/** Where the proof runs: `main` (npm test), `real` (real clients, npm run test:real), `bench` (npm run bench). */
export type RequirementSuite = 'main' | 'real' | 'bench';

/** One promise that a user could check. Tests cite its id in brackets at the end of their title. */
export interface Requirement {
  /** `area.topic.detail`, unique. */
  readonly id: string;
  /** Document and section that makes the promise, e.g. `contract: mcp, Requests`. */
  readonly source: string;
  /** The promise in one sentence. */
  readonly sentence: string;
  readonly status: RequirementStatus;
  readonly suite: RequirementSuite;
}

/** Promises by id, as the area files write them down. */
type Sentences = Readonly<Record<string, string>>;

/** Returns the promises of one source that hold now. */
export function now(source: string, sentences: Sentences, suite: RequirementSuite = 'main'): Requirement[] {
  return toRequirements(source, sentences, 'now', suite);
}

/** Returns the promises of one source that a later version keeps. */
export function planned(source: string, sentences: Sentences, suite: RequirementSuite = 'main'): Requirement[] {
  return toRequirements(source, sentences, 'planned', suite);
}

function toRequirements(
  source: string,
  sentences: Sentences,
  status: RequirementStatus,
  suite: RequirementSuite,
): Requirement[] {
  return Object.entries(sentences).map(([id, sentence]) => ({ id, source, sentence, status, suite }));
}
