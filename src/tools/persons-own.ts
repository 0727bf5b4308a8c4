import { CATALOG } from './catalog.ts';
import type { AnyTool } from './tool.ts';

/** Upkeep that anybody who runs the owner's commands may do: nobody may do more by it. */
const UPKEEP: ReadonlySet<string> = new Set(['index_rebuild', 'store_backup', 'store_compact']);

/** Returns true for what is up to a person alone: whatever of the owner's upkeep changes who may do what. */
function isPersonsOwn({ name, scope, annotations }: AnyTool): boolean {
  return scope === 'admin' && !annotations.readOnlyHint && !UPKEEP.has(name);
}

/** What only a person may do, even where an agent runs the person's own command. */
export const PERSONS_OWN: ReadonlySet<string> = new Set(CATALOG.filter(isPersonsOwn).map(({ name }) => name));
