/** Returns what makes ids: unique within this process and, by its start, among those of other processes. */
export function createRequestIds(): () => string {
  const prefix = Math.floor(Date.now() / 1000).toString(36);
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}
