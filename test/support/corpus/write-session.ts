import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import { Ballast } from './ballast.ts';
import { Conversation } from './conversation.ts';
import { copyEntries } from './copy-entries.ts';
import { ModelResponse } from './model-response.ts';
import { writeOddLine, writeTornLine } from './odd-lines.ts';
import type { Planter } from './planter.ts';
import { type Entry, RecordWriter } from './record-writer.ts';
import type { SessionPlan } from './session-plan.ts';
import { writeSubAgent } from './sub-agent.ts';
import { makeTitle } from './titles.ts';
import type { CorpusTruth } from './truth.ts';
import { TurnWriter } from './turn.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface CorpusFile {
  readonly path: string;
  readonly sessionId: string;
  readonly slug: string;
  readonly agentId?: string;
  readonly bytes: number;
}

/** What all sessions of a tree are written with. */
export interface CorpusContext {
  readonly configDir: string;
  readonly truth: CorpusTruth;
  readonly planter: Planter;
  readonly random: SeededRandom;
  readonly vocabulary: Vocabulary;
  readonly files: CorpusFile[];
  /** Share of a transcript that is neither message nor tool. */
  readonly ballastShare: number;
  readonly hugeLength: number;
  toolScaleOf(plan: SessionPlan): number;
  /** Entries of sessions that forks are made of, by session id. */
  readonly kept: Map<string, readonly Entry[]>;
}

/** Writes one session with its sub-agents; `source`: what it is a fork of. Returns the bytes written. */
export function writeSession(plan: SessionPlan, context: CorpusContext, source?: SessionPlan): number {
  const { configDir, truth, planter, random, vocabulary, files, kept } = context;
  const { sessionId, slug, order, form } = plan;
  const path = join(configDir, 'projects', slug, `${sessionId}.jsonl`);
  const writer = new RecordWriter({
    path: plan.isGone ? undefined : path,
    sessionId,
    slug,
    truth,
    order,
    form,
    isKept: plan.isSource,
  });
  const conversation = new Conversation({ ...plan, writer, random, vocabulary });
  conversation.loose('mode', { mode: 'normal' });
  if (source !== undefined && plan.fork !== undefined) {
    copyEntries(kept.get(source.sessionId) ?? [], { plan, source, fork: plan.fork, writer, conversation, random });
  }
  const ballast = new Ballast(conversation, planter, context.ballastShare);
  const { hugeLength } = context;
  const isLong = plan.bytes > 3 * hugeLength && !plan.isSource;
  const toolScale = context.toolScaleOf(plan);
  const turns = new TurnWriter({
    conversation,
    planter,
    random,
    ballast,
    toolScale,
    ...(isLong ? { hugeLength } : {}),
  });
  const bytesBefore = writer.units;
  let agentBytes = 0;
  const isHalf = (): boolean => writer.units + agentBytes - bytesBefore > plan.bytes / 2;
  let writeTitle: (() => void) | undefined;
  let [isCompacted, isMoved] = [plan.compacted !== 'middle', plan.resumedIn === undefined];
  for (let turn = 0; turn === 0 || writer.units + agentBytes - bytesBefore < plan.bytes; turn += 1) {
    turns.prompt(turn === 0 && source === undefined);
    if (plan.isNoisy) writeOddLine(random.below(1000), conversation, planter);
    if (plan.agents !== 'none' && (turn === 0 || random.chance(0.08)) && !plan.isGone) {
      agentBytes += writeSubAgent(plan, context, conversation, writer);
    }
    writeTitle ??= makeTitle(plan.title, conversation, planter);
    // A title that a person gave is written again and again.
    if (turn === 0 || plan.title === 'custom') writeTitle();
    if (!isMoved && isHalf()) [conversation.cwd, isMoved] = [plan.resumedIn ?? plan.cwd, true];
    if (!isCompacted && isHalf()) isCompacted = compact(conversation, planter);
    if (random.chance(0.15)) turns.prompt();
    conversation.wait(random.below(turn < 100 ? 1_200_000 : 60_000));
  }
  if (plan.isNoisy) withoutId(conversation);
  if (plan.compacted === 'end') compact(conversation, planter);
  if (plan.isTorn) writeTornLine(conversation, writer, planter);
  if (plan.isSource) kept.set(sessionId, writer.entries);
  const bytes = writer.close(conversation.now);
  if (!plan.isGone) {
    files.push({ path, sessionId, slug, bytes });
    writeBeside(path.slice(0, -'.jsonl'.length), context, files.length);
  }
  return bytes + agentBytes;
}

function compact(conversation: Conversation, planter: Planter): true {
  const { vocabulary } = conversation.options;
  const logicalParentUuid = conversation.leaf;
  conversation.leaf = null;
  const compactMetadata = { trigger: 'auto', preTokens: conversation.contextTokens, postTokens: 2585 };
  conversation.system(
    'compact_boundary',
    { logicalParentUuid, content: 'Conversation compacted', isMeta: false, level: 'info', compactMetadata },
    { type: 'compacted' },
  );
  const planted = planter.plant('compact_summary');
  const text = `This session is being continued from a previous conversation that ran out of context. ${vocabulary.prose(900)} ${planted?.text ?? ''} ${vocabulary.prose(300)}`;
  conversation.user(text, {
    planted: planted === undefined ? [] : [planted],
    extra: { isVisibleInTranscriptOnly: true, isCompactSummary: true },
  });
  conversation.contextTokens = 15_000;
  return true;
}

/** An answer whose message has no id: it is known by its record's. */
function withoutId(conversation: Conversation): void {
  const { vocabulary } = conversation.options;
  new ModelResponse(conversation, true).text(vocabulary.prose(200));
}

/** Files that lie beside transcripts and are none. */
function writeBeside(folder: string, { planter, vocabulary }: CorpusContext, count: number): void {
  if (count % 7 !== 0) return;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  write(
    join(folder, 'tool-results', `${vocabulary.hex(8)}.txt`),
    `${vocabulary.output(4000)} ${planter.absent('file of a result')}`,
  );
  write(join(dirname(folder), 'memory', 'MEMORY.md'), `# ${planter.absent('memory')}\n`);
}
