import type { Requirement, RequirementSuite } from '../../requirements/requirement.ts';

/** Ids found in the titles of tests, by what became of the test. */
export interface Citations {
  readonly passed: ReadonlySet<string>;
  /** Cited by tests that could not run here; each has said why. */
  readonly skipped: ReadonlySet<string>;
}

export interface Coverage {
  /** One sentence for each promise without proof and each wrong citation; empty when all is well. */
  readonly problems: readonly string[];
  /** Promises whose only tests were skipped here. */
  readonly unproven: readonly string[];
  readonly proven: number;
  readonly planned: number;
}

const BRACKETS = /\[([a-z0-9][a-z0-9.,\s-]*)\]/g;
const ID = /^[a-z][a-z0-9]*(?:[.][a-z0-9-]+)+$/;

/** Returns the requirement ids that a test's title cites in brackets, e.g. `... [mcp.ping, mcp.id.echo]`. */
export function citedIds(title: string): string[] {
  return [...title.matchAll(BRACKETS)].flatMap((match) =>
    (match[1] ?? '').split(/[\s,]+/).filter((word) => ID.test(word)),
  );
}

/** Judges the citations of a complete run of `suites` against the manifest. */
export function judgeCoverage(
  requirements: readonly Requirement[],
  citations: Citations,
  suites: ReadonlySet<RequirementSuite>,
): Coverage {
  const problems: string[] = [];
  const unproven: string[] = [];
  const known = new Map<string, Requirement>();
  let proven = 0;
  for (const requirement of requirements) {
    const { id } = requirement;
    if (known.has(id)) problems.push(`${id} stands twice in the manifest`);
    known.set(id, requirement);
    if (requirement.status === 'planned' || !suites.has(requirement.suite)) continue;
    if (citations.passed.has(id)) proven++;
    else if (citations.skipped.has(id)) unproven.push(id);
    else problems.push(`${id} is cited by no passed test: ${requirement.sentence}`);
  }
  for (const id of citations.passed) {
    const requirement = known.get(id);
    if (requirement === undefined) problems.push(`${id} is cited by a test and stands in no manifest`);
    else if (requirement.status === 'planned')
      problems.push(`${id} is planned and a passed test cites it: mark it now`);
  }
  const planned = requirements.filter((requirement) => requirement.status === 'planned').length;
  return { problems, unproven, proven, planned };
}
