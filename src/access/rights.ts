import { type Principal, principalId } from '../core/principal.ts';

/** Returns true when `now` is the same principal as `before` and may do all that it could: for what began with those rights. */
export function hasRightsOf(now: Principal, before: Principal): boolean {
  if (now === before) return true;
  return (
    principalId(now) === principalId(before) &&
    now.user === before.user &&
    isWithin(before.scopes, now.scopes) &&
    isWithin(before.spaces.readable, now.spaces.readable)
  );
}

function isWithin<Item>(inner: ReadonlySet<Item>, outer: ReadonlySet<Item>): boolean {
  return inner === outer || [...inner].every((item) => outer.has(item));
}
