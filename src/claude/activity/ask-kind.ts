/** What Claude Code waits for: leave to use a tool, the answer to a question, the approval of a plan. */
export type AskKind = 'permission' | 'question' | 'plan';

const KINDS: ReadonlyMap<string, AskKind> = new Map([
  ['AskUserQuestion', 'question'],
  ['ExitPlanMode', 'plan'],
]);

/** Returns what a request to use `tool` is in truth: questions and plans come as tools, too. */
export function askKindOf(tool: string): AskKind {
  return KINDS.get(tool) ?? 'permission';
}
