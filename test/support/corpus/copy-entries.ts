import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import type { Conversation } from './conversation.ts';
import type { Fields } from './record-order.ts';
import type { Entry, RecordWriter } from './record-writer.ts';
import type { ForkPlan, SessionPlan } from './session-plan.ts';

export interface CopyOptions {
  readonly plan: SessionPlan;
  readonly source: SessionPlan;
  readonly fork: ForkPlan;
  readonly writer: RecordWriter;
  readonly conversation: Conversation;
  readonly random: SeededRandom;
}

/** Begins a fork with the records of its source, as Claude Code copies them, and lets the conversation go on from there. */
export function copyEntries(entries: readonly Entry[], options: CopyOptions): void {
  const { plan, source, fork, writer, conversation } = options;
  // Records of the chain only, and none of sub-agents.
  const chain = entries.filter(({ record }) => typeof record['uuid'] === 'string' && record['isSidechain'] !== true);
  for (const entry of chain.slice(0, endOfCopy(chain, options))) {
    const { record } = entry;
    const forkedFrom = { sessionId: source.sessionId, messageUuid: record['uuid'] };
    const mark: Fields =
      fork.mark === 'forkedFrom'
        ? { forkedFrom }
        : fork.mark === 'request' && record['type'] === 'assistant'
          ? { requestSessionId: record['requestSessionId'] ?? source.sessionId }
          : {};
    // Where the source is gone the first copy is what is left of a response.
    const isCopy = entry.isCopy === true || !source.isGone;
    writer.write({ ...entry, record: { ...record, sessionId: plan.sessionId, ...mark }, isCopy });
    conversation.leaf = String(record['uuid']);
  }
  // Whatever of two times tells which file is older, the source is.
  const times = entries.flatMap(({ record }) => Date.parse(String(record['timestamp'])) || []);
  conversation.now = Math.max(conversation.now, ...times) + 60_000;
}

function endOfCopy(chain: readonly Entry[], { fork, random }: CopyOptions): number {
  const middle = Math.floor(chain.length * (0.5 + random.next() * 0.4));
  if (!fork.isCutInResponse) return middle;
  for (let end = middle; end < chain.length; end += 1) {
    const key = chain[end - 1]?.response?.key;
    if (key !== undefined && chain.slice(end, end + 6).some(({ response }) => response?.key === key)) return end;
  }
  return middle;
}
