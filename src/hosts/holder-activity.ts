/** What a holder did from one address. */
export interface AddressUse {
  readonly address: string;
  readonly calls: number;
  /** Milliseconds since the epoch. */
  readonly first_at: number;
  readonly last_at: number;
}

/** What a holder's key or tokens did: written behind, so that it costs a call nothing. */
export interface HolderActivity {
  readonly calls: number;
  readonly refused: number;
  readonly last_used_at?: number;
  readonly last_refused_at?: number;
  /** Where it was let in from, the latest last. */
  readonly addresses: readonly AddressUse[];
  /** Where it was refused, the latest last. */
  readonly refused_from: readonly AddressUse[];
}

/** So many addresses of each kind are remembered. */
export const MAX_ADDRESSES = 8;

export const NO_ACTIVITY: HolderActivity = { calls: 0, refused: 0, addresses: [], refused_from: [] };

/** Returns the activity with one more call. */
export function noteUse(
  activity: HolderActivity,
  { address, at, isAllowed }: { readonly address: string; readonly at: number; readonly isAllowed: boolean },
): HolderActivity {
  if (isAllowed) {
    const addresses = noteAddress(activity.addresses, address, at);
    return { ...activity, calls: activity.calls + 1, last_used_at: at, addresses };
  }
  const refused = noteAddress(activity.refused_from, address, at);
  return { ...activity, refused: activity.refused + 1, last_refused_at: at, refused_from: refused };
}

function noteAddress(uses: readonly AddressUse[], address: string, at: number): readonly AddressUse[] {
  if (address === '') return uses;
  const known = uses.find((use) => use.address === address);
  const use = { address, calls: (known?.calls ?? 0) + 1, first_at: known?.first_at ?? at, last_at: at };
  return [...uses.filter((other) => other !== known), use].slice(-MAX_ADDRESSES);
}
