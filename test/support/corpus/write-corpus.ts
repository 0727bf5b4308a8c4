import { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import { Planter } from './planter.ts';
import { planSessions } from './session-plan.ts';
import { folderNameOf, WORKING_FOLDERS } from './tree-places.ts';
import { type CorpusTruth, emptyTruth } from './truth.ts';
import { Vocabulary } from './vocabulary.ts';
import { type CorpusContext, type CorpusFile, writeSession } from './write-session.ts';

export interface CorpusOptions {
  /** Claude Code's configuration directory, absolute; it is made where it does not exist. */
  readonly configDir: string;
  /** About how much is written. */
  readonly bytes: number;
  readonly seed: number;
  readonly sessions?: number;
  /** Working folders of the sessions; by default some awkward ones. */
  readonly folders?: readonly string[];
  /** Texts planted of each class. */
  readonly planted?: number;
  /** Share of the bytes that is neither message nor tool. */
  readonly ballastShare?: number;
  /** Leaves out what is odd: forks, broken lines, older versions, compaction. */
  readonly isPlain?: boolean;
  /** True by default. */
  readonly hasForks?: boolean;
}

export interface Corpus {
  readonly configDir: string;
  readonly files: readonly CorpusFile[];
  readonly truth: CorpusTruth;
}

/** Between files of which one must be born before the other. */
const BIRTH_GAP_MS = 12;

/** Writes a tree of transcripts as Claude Code leaves it; the same for the same options. */
export function writeCorpus(options: CorpusOptions): Corpus {
  const { configDir, bytes, seed, isPlain = false, hasForks = true, folders = WORKING_FOLDERS } = options;
  const sessions = options.sessions ?? Math.max(isPlain ? 1 : 30, Math.min(4000, Math.round(bytes / 500_000)));
  const random = new SeededRandom(seed);
  const vocabulary = new Vocabulary(random.fork(), bytes);
  const truth = emptyTruth();
  const planter = new Planter(truth, random.fork(), options.planted ?? 12);
  const projects = folders.map((cwd) => ({ cwd, slug: folderNameOf(cwd) }));
  const plans = planSessions({ bytes, sessions, projects, isPlain, hasForks }, random.fork(), vocabulary);
  const context: CorpusContext = {
    configDir,
    truth,
    planter,
    random,
    vocabulary,
    files: [],
    ballastShare: options.ballastShare ?? 0.35,
    hugeLength: Math.min(1_200_000, bytes / 60),
    toolScaleOf: (plan) => Math.min(1, plan.bytes / 50_000),
    kept: new Map(),
  };
  let written = 0;
  for (const plan of plans) {
    const source = plan.fork === undefined ? undefined : plans[plan.fork.source];
    if (source?.isGone === true || plan.fork?.mark === 'unmarked' || source?.fork !== undefined) pause(BIRTH_GAP_MS);
    // Forks are never far from their source.
    if (plan.isSource && plan.fork === undefined && context.kept.size > 20) context.kept.clear();
    written += writeSession(plan, context, source);
    planter.progress = written / bytes;
  }
  // What was planted in a session whose file is gone, and copied by none, is nowhere.
  return {
    configDir,
    files: context.files,
    truth: { ...truth, queries: truth.queries.filter(({ places }) => places.length > 0) },
  };
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
