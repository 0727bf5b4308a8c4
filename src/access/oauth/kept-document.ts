import type { CodezError } from '../../core/errors.ts';
import { issuerUnavailable } from './issuer-unavailable.ts';

export interface KeptOptions<Value> {
  /** Loads it anew; ends by itself in bounded time. */
  readonly load: () => Promise<Value>;
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
}

/** A document of the issuer that is loaded at first use and kept. */
export interface Kept<Value> {
  /**
   * Returns the document, waiting at most until `signal` is aborted.
   * @throws CodezError `unavailable` when it cannot be had; for a few seconds without asking again
   */
  get(signal: AbortSignal): Promise<Value>;
  /** Loads it anew, together with whoever else wants that now. @throws CodezError `unavailable` */
  renew(signal: AbortSignal): Promise<Value>;
}

/** After that it is loaded anew, beside its use. */
const FRESH_MS = 10 * 60_000;
/** An issuer that is down is lived without for that long. */
const USABLE_MS = 60 * 60_000;
/** An issuer that fails is not asked again for that long. */
const FAILED_MS = 3_000;

export function createKept<Value>({ load, now }: KeptOptions<Value>): Kept<Value> {
  let kept: { readonly value: Value; readonly at: number } | undefined;
  let failed: { readonly error: CodezError; readonly at: number } | undefined;
  let loading: Promise<Value> | undefined;

  const loadOnce = (): Promise<Value> => {
    if (loading !== undefined) return loading;
    if (failed !== undefined && now() - failed.at < FAILED_MS) return Promise.reject(failed.error);
    loading = load()
      .then((value) => {
        kept = { value, at: now() };
        failed = undefined;
        return value;
      })
      .catch((error: CodezError) => {
        failed = { error, at: now() };
        throw error;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };

  return {
    async get(signal) {
      const age = kept === undefined ? Number.POSITIVE_INFINITY : now() - kept.at;
      if (kept === undefined || age > USABLE_MS) return await until(signal, loadOnce());
      if (age > FRESH_MS) loadOnce().catch(() => {});
      return kept.value;
    },
    renew: (signal) => until(signal, loadOnce()),
  };
}

/** What is loaded for several callers goes on when one of them has waited long enough. */
function until<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(issuerUnavailable('the issuer did not answer in time'));
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', late));
  });
}
