/** What Claude Code may do unasked, from least to most; `auto` and `dontAsk` stand side by side. */
export const PERMISSION_MODES = ['plan', 'default', 'acceptEdits', 'auto', 'dontAsk', 'bypassPermissions'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];
