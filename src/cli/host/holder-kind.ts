/** Hosts and users are managed by the same verbs. */
export type HolderKind = 'host' | 'user';

/** Returns the argument that names one. */
export function nameArgument<Kind extends HolderKind>(
  kind: Kind,
): { readonly name: 'name'; readonly description: string; readonly required: true } {
  return { name: 'name', description: `Name of the ${kind}.`, required: true };
}
