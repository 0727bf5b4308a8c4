import { BoundedMap } from '../../core/bounded-map.ts';
import type { EventLog } from '../events/event-log.ts';

/** Tools remembered at most: those that never finish fall out. */
const MAX_TOOLS = 1000;

export interface ToolUse {
  readonly sessionId: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Calls `onFinished` with each tool use that ends in the events, whether it failed, and what it was run with. Returns
 * how to stop. Inputs too long for an event are not known: such a tool is left out.
 */
export function followTools(
  events: Pick<EventLog, 'subscribe'>,
  onFinished: (use: ToolUse, isError: boolean) => void,
): () => void {
  const running = new BoundedMap<string, ToolUse>(MAX_TOOLS);
  return events.subscribe((logged) => {
    for (const { event } of logged) {
      if (event.session_id === undefined) continue;
      if (event.type === 'tool.started') {
        const input = parseInput(event.input_json);
        if (input === undefined) continue;
        running.set(event.tool_use_id, { sessionId: event.session_id, tool: event.tool, input });
      } else if (event.type === 'tool.finished') {
        const use = running.get(event.tool_use_id);
        running.delete(event.tool_use_id);
        if (use !== undefined) onFinished(use, event.is_error);
      }
    }
  });
}

function parseInput(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
