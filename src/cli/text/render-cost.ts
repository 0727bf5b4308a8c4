/** Returns a cost for people: cents where it is dollars, more digits where it is little. */
export function renderCost(usd: number): string {
  return `$${usd >= 1 || usd === 0 ? usd.toFixed(2) : usd.toFixed(4)}`;
}

/** Returns a number of tokens for people: `950`, `12.3k`, `1.2M`. */
export function renderTokens(count: number): string {
  if (count < 1000) return String(count);
  return count < 999_950 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}
