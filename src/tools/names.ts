/** Returns the name a tool is registered under: every `.` counts as `_` (`memory.store` is `memory_store`). */
export function canonicalName(name: string): string {
  return name.replaceAll('.', '_');
}
