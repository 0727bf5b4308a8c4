/** How a call came in. `cli`: the command line of this machine, over the Unix socket or in process. */
export const DOORS = ['mcp', 'rest', 'cli', 'hub', 'admin', 'hook'] as const;
export type Door = (typeof DOORS)[number];

/** How a call ended. `denied`: refused by a rule of access. */
export const CALL_STATUSES = ['ok', 'error', 'denied'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];
