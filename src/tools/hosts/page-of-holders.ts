import type { HolderStatus } from '../../hosts/holder-service.ts';

const DEFAULT_LIMIT = 200;

/** Returns the holders after the name `cursor`, and where the next page begins when there is one. */
export function pageOfHolders(
  all: readonly HolderStatus[],
  { limit = DEFAULT_LIMIT, cursor }: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): { readonly rows: readonly HolderStatus[]; readonly next_cursor?: string } {
  const after = cursor === undefined ? all : all.filter(({ holder }) => holder.name > cursor);
  const rows = after.slice(0, limit);
  const last = rows.at(-1);
  return { rows, ...(after.length > rows.length && last ? { next_cursor: last.holder.name } : {}) };
}
