/** Largest request body, in bytes. */
export const BODY_LIMIT_BYTES = 4 * 1024 * 1024;
