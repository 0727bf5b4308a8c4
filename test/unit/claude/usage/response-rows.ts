import type { CountedFile, ResponseRows } from '../../../../src/claude/usage/usage.ts';

/** One response, as a test writes it down. */
export interface WrittenResponse {
  readonly key: bigint;
  readonly at?: number;
  readonly model?: string;
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
  readonly webSearches?: number;
  readonly isCopy?: boolean;
}

export const MODEL = 'claude-opus-4-8';

/** Returns responses in columns. */
export function toRows(responses: readonly WrittenResponse[]): ResponseRows {
  const models = [...new Set(responses.map(({ model }) => model ?? MODEL))];
  const column = (pick: (response: WrittenResponse) => number | undefined): Uint32Array =>
    Uint32Array.from(responses, (response) => pick(response) ?? 0);
  return {
    count: responses.length,
    keys: BigUint64Array.from(responses, ({ key }) => key),
    at: Float64Array.from(responses, ({ at }) => at ?? Date.UTC(2026, 9, 10)),
    model: Uint16Array.from(responses, ({ model }) => models.indexOf(model ?? MODEL)),
    models,
    input: column(({ input }) => input),
    output: column(({ output }) => output),
    cacheRead: column(({ cacheRead }) => cacheRead),
    cacheWrite5m: column(({ cacheWrite5m }) => cacheWrite5m),
    cacheWrite1h: column(({ cacheWrite1h }) => cacheWrite1h),
    webSearches: column(({ webSearches }) => webSearches),
    isCopy: Uint8Array.from(responses, ({ isCopy }) => (isCopy === true ? 1 : 0)),
  };
}

/** Returns a file of `slug` with these responses; its path is made of slug, session and `name`. */
export function toFile(
  place: { readonly slug?: string; readonly sessionId?: string; readonly name?: string; readonly bornAtMs?: number },
  responses: readonly WrittenResponse[],
): CountedFile {
  const { slug = '-work', sessionId = 'session', name = 'main', bornAtMs = 0 } = place;
  return { path: `/${slug}/${sessionId}/${name}`, slug, sessionId, bornAtMs, rows: toRows(responses) };
}
