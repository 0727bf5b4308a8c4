/** How many tool uses are remembered: those that run now are among the newest by far. */
const MAX_TOOL_USES = 20_000;

/** Knows whose tool use an id is; the oldest are forgotten. */
export class ToolUseIndex {
  readonly #sessions = new Map<string, string>();

  note(toolUseId: string, sessionId: string): void {
    this.#sessions.delete(toolUseId);
    this.#sessions.set(toolUseId, sessionId);
    if (this.#sessions.size <= MAX_TOOL_USES) return;
    for (const oldest of this.#sessions.keys()) {
      this.#sessions.delete(oldest);
      break;
    }
  }

  find(toolUseId: string): string | undefined {
    return this.#sessions.get(toolUseId);
  }
}
