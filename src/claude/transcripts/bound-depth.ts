/** Far beyond what any tool takes, and far below what a recursive function can stand. */
const MAX_DEPTH = 256;

/**
 * Returns a JSON value that others wrote, as it is unless it is nested deeper than 256 levels: then a copy in which what
 * is deeper is `…`. A deeper one could be parsed, but neither be written again nor be looked into.
 */
export function boundDepth(value: unknown, maxDepth = MAX_DEPTH): unknown {
  return isDeeper(value, maxDepth) ? cutBelow(value, maxDepth) : value;
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((member) => isDeeper(member, left - 1));
}

function cutBelow(value: unknown, left: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (left === 0) return '…';
  if (Array.isArray(value)) return value.map((member) => cutBelow(member, left - 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cutBelow(member, left - 1)]));
}
