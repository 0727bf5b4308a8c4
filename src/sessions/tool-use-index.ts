import { BoundedMap } from '../core/bounded-map.ts';

/** How many tool uses are remembered: those that run now are among the newest by far. */
const MAX_TOOL_USES = 20_000;

/** Knows whose tool use an id is; the oldest are forgotten. */
export class ToolUseIndex {
  readonly #sessions = new BoundedMap<string, string>(MAX_TOOL_USES);

  note(toolUseId: string, sessionId: string): void {
    this.#sessions.set(toolUseId, sessionId);
  }

  find(toolUseId: string): string | undefined {
    return this.#sessions.get(toolUseId);
  }
}
