import { canonicalName } from '../../tools/names.ts';
import type { ToolDescription } from '../../tools/tool-invoker.ts';
import type { Found } from './completer.ts';

/** Returns the fixed values of a tool's argument that begin with what was typed; undefined when it has none. */
export function completeEnum(
  tools: readonly ToolDescription[],
  tool: string,
  argument: string,
  typed: string,
): Found | undefined {
  const wanted = canonicalName(tool);
  const description = tools.find(({ name }) => name === wanted);
  const properties = description?.inputSchema['properties'] as Record<string, ArgumentSchema> | undefined;
  if (properties === undefined || !Object.hasOwn(properties, argument)) return undefined;
  const values = properties[argument]?.enum ?? properties[argument]?.items?.enum;
  if (values === undefined) return undefined;
  return { values: values.map(String).filter((value) => value.startsWith(typed)), isComplete: true };
}

interface ArgumentSchema {
  readonly enum?: readonly unknown[];
  readonly items?: { readonly enum?: readonly unknown[] };
}
