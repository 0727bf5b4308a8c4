/** Few enough that their lists waste little, many enough that one holds 0.3 % of the notes by chance. */
const BUCKETS = 2 ** 14;

/** Returns the bucket under which documents with these neighbouring terms are posted, among others. */
export function pairBucket(first: number, second: number): number {
  const hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}
