import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { ActivityBook } from './activity-book.ts';
import { hashOf, isSameHash, prefixOf } from './api-key.ts';
import { type AddressStanding, standingOf, toBindable } from './bound-address.ts';
import { collectionOf, type HolderCollections } from './holder-collections.ts';
import type { HolderIndex, IndexedHolder } from './holder-index.ts';
import type { KeyHolder } from './key-holder.ts';
import type { KeyRing, KeyVerdict } from './key-ring.ts';
import { whyNotNow } from './why-not-now.ts';

export interface KeyRingOptions {
  readonly collections: HolderCollections;
  readonly index: HolderIndex;
  readonly activity: ActivityBook;
  readonly clock: Clock;
  readonly logger: Logger;
}

const UNKNOWN: KeyVerdict = { outcome: 'unknown' };

/** Returns the keys of the holders on file. */
export function createKeyRing({ collections, index, activity, clock, logger }: KeyRingOptions): KeyRing {
  const find = (key: string): IndexedHolder | undefined => {
    const found = index.findKey(prefixOf(key));
    const isRight = isSameHash(hashOf(key), found?.sha256);
    if (!isRight || found === undefined) return undefined;
    return found.validUntil !== undefined && clock() >= found.validUntil ? undefined : found.of;
  };
  const standing = (holder: KeyHolder, address: string): AddressStanding => {
    if (address === holder.bound.ipv4) return 'bound';
    const bindable = toBindable(placeOf(address));
    return bindable === undefined ? 'foreign' : standingOf(bindable, holder.bound, holder.allow_roaming_ips);
  };
  const judge = (key: string, address: string): KeyVerdict => {
    const found = find(key);
    if (found === undefined) return UNKNOWN;
    const { holder, window } = found;
    const refused = (error: CodezError): KeyVerdict => ({ outcome: 'refused', holder: found.id, error });
    const error = whyNotNow(holder, clock());
    if (error !== undefined) return refused(error);
    const stands = standing(holder, address);
    if (stands === 'foreign') return refused(wrongAddress(holder));
    if (window?.isOpen() === false) {
      return { outcome: 'refused', holder: found.id, error: closedWindow(), isLapsed: window.openUntil !== 0 };
    }
    return { outcome: 'allowed', principal: found.principal, needsBinding: stands !== 'bound' };
  };

  const extend = ({ holder, window }: IndexedHolder): void => {
    if (window?.extend() !== true) return;
    collectionOf(collections, holder.kind)
      .update(holder.name, (current) => {
        // What the owner did meanwhile stands: a closed window stays closed, a longer one stays longer.
        const until = current?.window?.open_until ?? 0;
        if (current?.window === undefined || until === 0 || until >= window.openUntil) {
          return { action: 'keep', result: undefined };
        }
        const moved = { ...current.window, open_until: window.openUntil };
        return { action: 'put', value: { ...current, window: moved }, result: undefined };
      })
      .catch((error: unknown) => logger.warn('a window could not be moved', { host: holder.name, error: `${error}` }));
  };

  return {
    judge,

    async bind(key, address) {
      const verdict = judge(key, address);
      const found = find(key);
      const bindable = toBindable(placeOf(address));
      if (verdict.outcome !== 'allowed' || found === undefined || bindable === undefined) return verdict;
      const { kind, name } = found.holder;
      const moved = await collectionOf(collections, kind).update<string | undefined>(name, (current) => {
        if (current === undefined || !current.enabled || !isKeyOf(current, key)) {
          return { action: 'keep', result: undefined };
        }
        const stands = standingOf(bindable, current.bound, current.allow_roaming_ips);
        if (stands === 'bound' || stands === 'foreign') return { action: 'keep', result: undefined };
        const bound = { ...current.bound, [bindable.family]: bindable.network };
        return { action: 'put', value: { ...current, bound }, result: current.bound[bindable.family] };
      });
      if (moved !== undefined) {
        logger.info('a roaming key is bound to another address', { key: found.id, from: moved, to: bindable.network });
      }
      const now = judge(key, address);
      // A roaming key may have moved on meanwhile: it was here, and that is enough.
      return now.outcome === 'allowed' ? { ...now, needsBinding: false } : now;
    },

    noteAllowed(id) {
      const found = index.find(id);
      if (found !== undefined) extend(found);
    },

    noteCall(id, call) {
      const found = index.find(id);
      if (found === undefined) return;
      activity.note(id, call);
      if (call.isAllowed) extend(found);
    },
  };
}

/** The Unix socket has no address: who is there is at this machine. */
function placeOf(address: string): string {
  return address === '' ? '127.0.0.1' : address;
}

function isKeyOf({ key, former_key: former }: KeyHolder, presented: string): boolean {
  const sha256 = hashOf(presented).toString('hex');
  return key?.sha256 === sha256 || former?.sha256 === sha256;
}

function wrongAddress({ kind }: KeyHolder): CodezError {
  const ways =
    kind === 'host'
      ? '`codez host bind NAME ADDRESS`, `codez host unbind NAME` or `codez host roaming on NAME`'
      : '`codez user update NAME` with --address ADDRESS, --unbind or --roaming';
  return new CodezError(
    'forbidden',
    'API key not allowed from this IP',
    `The owner lets it in from here with ${ways}.`,
  );
}

function closedWindow(): CodezError {
  return new CodezError(
    'forbidden',
    'Insecure host API access disabled',
    'The owner opens its window with `codez host window open NAME`.',
  );
}
