/** Largest request body, in bytes. */
export const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Largest body of a hook, in bytes. */
export const HOOK_LIMIT_BYTES = 1024 * 1024;
