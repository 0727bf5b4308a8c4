import { isSessionId } from '../../claude/transcripts/transcripts.ts';
import { isJsonObject } from '../../core/json-object.ts';

/** What Claude Code's hooks tell of a session that runs somewhere else. */
export type HookEvent = {
  readonly sessionId: string;
  /** Set when a sub-agent of the session tells it. */
  readonly agentId?: string;
  /** The prompt in whose turn it happens. */
  readonly promptId?: string;
} & (
  | { readonly name: 'PermissionRequest'; readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly name: 'PostToolUse'; readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly name: 'UserPromptSubmit' | 'Stop' | 'SessionEnd' }
);

/** What Claude Code does with its dialog: the answer somebody gave through codez. */
export interface HookDecision {
  readonly behavior: 'allow' | 'deny';
  readonly message?: string;
  readonly updatedInput?: Readonly<Record<string, unknown>>;
  readonly updatedPermissions?: unknown[];
}

/** Returns the event in a hook's body, undefined for one of no interest here. Paths in it are never looked at. */
export function parseHookEvent(body: Readonly<Record<string, unknown>>): HookEvent | undefined {
  const sessionId = body['session_id'];
  if (typeof sessionId !== 'string' || !isSessionId(sessionId)) return undefined;
  const { agent_id: agentId, prompt_id: promptId, hook_event_name: name, tool_name: tool, tool_input: input } = body;
  const about = {
    sessionId,
    ...(typeof agentId === 'string' ? { agentId } : {}),
    ...(typeof promptId === 'string' ? { promptId } : {}),
  };
  switch (name) {
    case 'UserPromptSubmit':
    case 'Stop':
    case 'SessionEnd':
      return { ...about, name };
    case 'PermissionRequest':
    case 'PostToolUse':
      if (typeof tool !== 'string' || !isJsonObject(input)) return undefined;
      return { ...about, name, tool: tool.slice(0, 256), input };
    default:
      return undefined;
  }
}
