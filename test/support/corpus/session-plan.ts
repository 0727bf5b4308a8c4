import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import type { LineForm } from './line-form.ts';
import type { FieldOrder } from './record-order.ts';
import type { Vocabulary } from './vocabulary.ts';

/** From what a session's earlier records are copied, and how the copies are marked. */
export interface ForkPlan {
  /** Number of the plan in the list. */
  readonly source: number;
  /** `request`: `requestSessionId` in answers (2.1); `forkedFrom`: in each record; `unmarked`: nothing tells. */
  readonly mark: 'request' | 'forkedFrom' | 'unmarked';
  /** Ends inside of a response, before its last record. */
  readonly isCutInResponse: boolean;
}

/** What a session shall be like. */
export interface SessionPlan {
  readonly sessionId: string;
  readonly slug: string;
  readonly cwd: string;
  readonly gitBranch: string;
  readonly startAt: number;
  readonly bytes: number;
  readonly model: string;
  readonly order: FieldOrder;
  readonly form: LineForm;
  readonly isOlder: boolean;
  readonly hasRequestIds: boolean;
  readonly title: 'none' | 'generated' | 'custom' | 'summary';
  /** Where sub-agents are written: own file below the session, beside it, or the session's file. */
  readonly agents: 'none' | 'new' | 'old' | 'sidechain';
  readonly compacted: 'never' | 'middle' | 'end';
  /** Folder it is resumed in, half way. */
  readonly resumedIn?: string;
  readonly isTorn: boolean;
  readonly isNoisy: boolean;
  readonly fork?: ForkPlan;
  /** Its file is gone; only forks of it are there. */
  readonly isGone: boolean;
  /** Others are forks of it. */
  readonly isSource: boolean;
}

export const KNOWN_MODELS = [
  'claude-opus-4-5-20251101',
  'claude-sonnet-4-5-20250929',
  'claude-haiku-4-5-20251001',
] as const;
export const UNKNOWN_MODEL = 'claude-marsupial-9-20251015';

const START = Date.UTC(2025, 7, 1);
const DAYS = 96;
/** What the sessions at the beginning of the list are; the numbers count from the source. */
const FAMILIES: readonly (Partial<SessionPlan> & { readonly forkOf?: number })[] = [
  { isSource: true, agents: 'new' },
  { forkOf: 0, isSource: true, fork: { source: 0, mark: 'request', isCutInResponse: false } },
  { forkOf: 1, fork: { source: 1, mark: 'request', isCutInResponse: true } },
  { isSource: true, isOlder: true, order: 'older', agents: 'sidechain' },
  { forkOf: 3, isOlder: true, order: 'older', fork: { source: 3, mark: 'forkedFrom', isCutInResponse: true } },
  { isSource: true, isGone: true },
  { forkOf: 5, isSource: true, fork: { source: 5, mark: 'request', isCutInResponse: true } },
  { forkOf: 6, fork: { source: 6, mark: 'request', isCutInResponse: false } },
  { isSource: true, isOlder: true, order: 'older' },
  { forkOf: 8, isOlder: true, order: 'older', fork: { source: 8, mark: 'unmarked', isCutInResponse: false } },
];

export interface PlanOptions {
  readonly bytes: number;
  readonly sessions: number;
  /** Working folders and the project folder of each. */
  readonly projects: readonly { readonly cwd: string; readonly slug: string }[];
  /** Without variety all sessions are whole, plain and of version 2.1. */
  readonly isPlain: boolean;
  readonly hasForks: boolean;
}

/** Returns what the sessions of a tree are like: sizes with a long tail, and each oddity somewhere. */
export function planSessions(options: PlanOptions, random: SeededRandom, vocabulary: Vocabulary): SessionPlan[] {
  const { bytes, sessions, isPlain, hasForks } = options;
  const weights = Array.from({ length: sessions }, () => Math.min(400, 1 / (1 - random.next()) ** 0.85));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const plans: SessionPlan[] = [];
  for (let index = 0; index < sessions; index += 1) {
    const family = isPlain || !hasForks ? undefined : familyOf(index);
    const size = Math.max(6000, ((weights[index] as number) / sum) * bytes);
    const plan = { ...planOne(index, size, options, random, vocabulary), ...family?.plan };
    const source = plan.fork === undefined ? undefined : plans[plan.fork.source];
    // Sources are short, since they are held in memory; a fork lies where its source does and begins after it.
    const bounded = plan.isSource ? { bytes: Math.min(plan.bytes, 200_000) } : {};
    const { slug, cwd, startAt } = source ?? plan;
    plans.push({ ...plan, ...bounded, slug, cwd, startAt: source === undefined ? startAt : startAt + 3_600_000 });
  }
  return plans;
}

function familyOf(index: number): { plan: Partial<SessionPlan> } | undefined {
  // One family at the beginning of each hundred sessions.
  const base = index - (index % 100);
  const member = FAMILIES[index % 100];
  if (member === undefined) return undefined;
  const { forkOf, ...plan } = member;
  const fixed = { isTorn: false, isNoisy: false, form: 'plain' as const, compacted: 'never' as const };
  if (forkOf === undefined || plan.fork === undefined) return { plan: { ...fixed, ...plan } };
  return { plan: { ...fixed, ...plan, fork: { ...plan.fork, source: base + forkOf } } };
}

function planOne(
  index: number,
  bytes: number,
  { projects, isPlain }: PlanOptions,
  random: SeededRandom,
  vocabulary: Vocabulary,
): SessionPlan {
  const nth = <T>(choices: readonly T[]): T => choices[index % choices.length] as T;
  const project = nth(projects);
  const other = projects[(index + 1) % projects.length] as { cwd: string };
  const isOlder = !isPlain && index % 4 === 3;
  return {
    sessionId: vocabulary.uuid(),
    slug: project.slug,
    cwd: project.cwd,
    gitBranch: random.pick(['main', 'main', 'HEAD', `feature/${vocabulary.word()}`]),
    startAt: START + Math.floor(random.next() * DAYS * 86_400_000),
    bytes,
    model: random.weighted([
      [9, random.pick(KNOWN_MODELS)],
      [1, UNKNOWN_MODEL],
    ] as const),
    order: isOlder ? 'older' : !isPlain && index % 13 === 12 ? 'reversed' : 'current',
    form: isPlain
      ? 'plain'
      : index % 11 === 10
        ? 'crlf'
        : index % 17 === 14
          ? 'spaced'
          : index % 19 === 16
            ? 'escaped'
            : 'plain',
    isOlder,
    hasRequestIds: index % 5 !== 4,
    title: isPlain ? 'generated' : nth(['none', 'generated', 'custom', 'generated', 'summary', 'generated'] as const),
    agents: isPlain
      ? nth(['none', 'none', 'new'] as const)
      : isOlder
        ? index % 8 === 3
          ? 'sidechain'
          : 'old'
        : nth(['none', 'new', 'new', 'old', 'none'] as const),
    compacted: isPlain ? 'never' : nth(['never', 'never', 'middle', 'never', 'never', 'end', 'never'] as const),
    ...(!isPlain && index % 9 === 8 ? { resumedIn: other.cwd } : {}),
    isTorn: !isPlain && index % 6 === 5,
    isNoisy: !isPlain && index % 4 === 2,
    isGone: false,
    isSource: false,
  };
}
