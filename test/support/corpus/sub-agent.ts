import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Conversation } from './conversation.ts';
import { ModelResponse } from './model-response.ts';
import { RecordWriter } from './record-writer.ts';
import { KNOWN_MODELS, type SessionPlan } from './session-plan.ts';
import { TurnWriter } from './turn.ts';
import type { CorpusContext } from './write-session.ts';

const CLASS = { new: 'sub_agent_new', old: 'sub_agent_old', sidechain: 'sidechain' } as const;

/** Lets the conversation start a sub-agent and writes what that does, where the plan says; returns bytes of its file. */
export function writeSubAgent(
  plan: SessionPlan,
  context: CorpusContext,
  conversation: Conversation,
  writer: RecordWriter,
): number {
  const { configDir, truth, planter, random, vocabulary, files } = context;
  if (plan.agents === 'none') return 0;
  const { agents, sessionId, slug } = plan;
  const agentId = vocabulary.hex(agents === 'old' ? 8 : 17);
  const response = new ModelResponse(conversation);
  const prompt = vocabulary.prose(120);
  const input = { description: vocabulary.prose(20), subagent_type: 'Explore', prompt };
  const call = response.call(agents === 'new' ? 'Agent' : 'Task', input);
  const [folder, file] = [join(configDir, 'projects', slug), `agent-${agentId}.jsonl`];
  const path = agents === 'old' ? join(folder, file) : join(folder, sessionId, 'subagents', file);
  const isInside = agents === 'sidechain';
  const own = isInside
    ? writer
    : new RecordWriter({ path, sessionId, slug, truth, agentId, order: plan.order, form: plan.form });
  const agent = new Conversation({
    ...plan,
    writer: own,
    random,
    vocabulary,
    startAt: conversation.now,
    cwd: conversation.cwd,
    model: random.chance(0.5) ? KNOWN_MODELS[2] : plan.model,
    isSidechain: true,
    ...(isInside ? {} : { agentId }),
  });
  const turns = new TurnWriter({
    conversation: agent,
    planter,
    random,
    only: CLASS[agents],
    toolScale: context.toolScaleOf(plan),
  });
  for (let count = 1 + random.below(2); count > 0; count -= 1) turns.prompt();
  conversation.now = agent.now;
  const usage = { input_tokens: 9_999_999, output_tokens: 9_999_999, cache_read_input_tokens: 1 };
  conversation.user(
    [{ tool_use_id: call, type: 'tool_result', content: [{ type: 'text', text: vocabulary.prose(150) }] }],
    {
      extra: { toolUseResult: { status: 'completed', prompt, agentId, content: [], totalTokens: 19_999_999, usage } },
      share: 'tools',
      calledBy: response.id,
    },
  );
  if (isInside) return 0;
  const bytes = own.close(agent.now);
  files.push({ path, sessionId, slug, agentId, bytes });
  if (agents === 'new') {
    const meta = { agentType: 'Explore', description: input.description, toolUseId: call };
    writeFileSync(path.replace('.jsonl', '.meta.json'), JSON.stringify(meta));
  }
  return bytes;
}
