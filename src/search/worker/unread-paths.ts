/** What of the transcripts could not be read. */
export class UnreadPaths {
  folders: readonly string[] = [];
  /** Why, by path. */
  readonly files = new Map<string, string>();

  /** What to tell people; undefined when all was read. */
  get problem(): string | undefined {
    const [folder] = this.folders;
    const [path, reason] = this.files.entries().next().value ?? [];
    const problems = [
      ...(folder === undefined ? [] : [`${this.folders.length} folders cannot be read, the first is ${folder}`]),
      ...(path === undefined ? [] : [`${this.files.size} files cannot be read, the first is ${path}: ${reason}`]),
    ];
    return problems.length === 0 ? undefined : problems.join('; ');
  }
}
