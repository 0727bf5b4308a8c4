/** Which folders' own settings, hooks and MCP servers may run: trusted in Claude Code or here, itself or a parent. */
export interface FolderTrust {
  isTrusted(folder: string): Promise<boolean>;
  /** Remembers `folder` durably; `changed` is false when it was trusted before. */
  trust(folder: string): Promise<{ readonly folder: string; readonly changed: boolean }>;
}
