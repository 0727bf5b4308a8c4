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

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** An activity that is being counted on. */
export interface OpenActivity extends Mutable<Omit<HolderActivity, 'addresses' | 'refused_from'>> {
  readonly addresses: Mutable<AddressUse>[];
  readonly refused_from: Mutable<AddressUse>[];
}

/** Returns a copy that may be counted on. */
export function openActivity(activity: HolderActivity): OpenActivity {
  const copy = (uses: readonly AddressUse[]): Mutable<AddressUse>[] => uses.map((use) => ({ ...use }));
  return { ...activity, addresses: copy(activity.addresses), refused_from: copy(activity.refused_from) };
}

/** Counts one more call. */
export function noteUse(
  activity: OpenActivity,
  { address, at, isAllowed }: { readonly address: string; readonly at: number; readonly isAllowed: boolean },
): void {
  if (isAllowed) {
    activity.calls++;
    activity.last_used_at = at;
    noteAddress(activity.addresses, address, at);
  } else {
    activity.refused++;
    activity.last_refused_at = at;
    noteAddress(activity.refused_from, address, at);
  }
}

function noteAddress(uses: Mutable<AddressUse>[], address: string, at: number): void {
  if (address === '') return;
  const known = uses.findIndex((use) => use.address === address);
  const use = uses[known] ?? { address, calls: 0, first_at: at, last_at: at };
  use.calls++;
  use.last_at = at;
  if (known !== -1 && known === uses.length - 1) return;
  if (known !== -1) uses.splice(known, 1);
  uses.push(use);
  if (uses.length > MAX_ADDRESSES) uses.shift();
}
