/** The key of a note in its collection; a space name holds no slash. */
export function noteKey(space: string, id: string): string {
  return `${space}/${id}`;
}
