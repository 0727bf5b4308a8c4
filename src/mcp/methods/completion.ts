import { canonicalName } from '../../tools/names.ts';
import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { INVALID_PARAMS, RpcError, type RpcParams } from '../json-rpc.ts';
import { type Method, type MethodContext, requireString } from '../method.ts';

const MAX_VALUES = 100;
/** Ids are at most this long, so nothing begins with more. */
const MAX_ID_LENGTH = 128;
/** Notes may hold the words without being named so: this many pages of matches are looked through. */
const MAX_PAGES = 20;

/** Values found, and whether these are all. */
interface Found {
  readonly values: readonly string[];
  readonly isComplete: boolean;
}
const NONE: Found = { values: [], isComplete: true };

/**
 * `completion/complete`: ids of notes for the `memory://` templates and, beyond the protocol's own references, the
 * values a tool's argument may take: `{"type": "ref/tool", "name": "memory_search"}` with the argument's name.
 */
export function createCompletionMethods(invoker: ToolInvoker): Record<string, Method> {
  return {
    'completion/complete': async (params, context) => {
      const ref = requireObject(params, 'ref');
      const argument = requireObject(params, 'argument');
      const name = requireString(argument, 'name');
      const prefix = typeof argument['value'] === 'string' ? argument['value'] : '';
      const { values, isComplete } = await find(ref, name, prefix, context);
      return {
        completion: {
          values: values.slice(0, MAX_VALUES),
          ...(isComplete ? { total: values.length } : {}),
          hasMore: !isComplete || values.length > MAX_VALUES,
        },
      };
    },
  };

  async function find(ref: RpcParams, name: string, prefix: string, context: MethodContext): Promise<Found> {
    const { type, uri, name: tool } = ref;
    const isNote = typeof uri === 'string' && uri.startsWith('memory://');
    if (type === 'ref/resource' && isNote && name === 'id') return await findNoteIds(prefix, context);
    if (type === 'ref/tool' && typeof tool === 'string') return await findEnumValues(tool, name, prefix, context);
    return NONE;
  }

  async function findNoteIds(prefix: string, context: MethodContext): Promise<Found> {
    if (prefix.length > MAX_ID_LENGTH) return NONE;
    const ids: string[] = [];
    let cursor: unknown;
    for (let page = 0; page < MAX_PAGES && ids.length <= MAX_VALUES; page++) {
      const args = { query: prefix, limit: MAX_VALUES, ...(cursor === undefined ? {} : { cursor }) };
      const { value: result } = await invoker.call('memory_search', args, context);
      const matches = result['matches'] as readonly { id: string }[];
      ids.push(...matches.map(({ id }) => id).filter((id) => id.startsWith(prefix)));
      cursor = result['next_cursor'];
      if (cursor === undefined) return { values: ids, isComplete: true };
    }
    return { values: ids, isComplete: false };
  }

  async function findEnumValues(
    tool: string,
    argument: string,
    prefix: string,
    context: MethodContext,
  ): Promise<Found> {
    const wanted = canonicalName(tool);
    const description = (await invoker.list(context.principal)).find(({ name }) => name === wanted);
    const properties = description?.inputSchema['properties'] as Record<string, { enum?: unknown[] }> | undefined;
    const values = properties !== undefined && Object.hasOwn(properties, argument) ? properties[argument]?.enum : [];
    return { values: (values ?? []).map(String).filter((value) => value.startsWith(prefix)), isComplete: true };
  }
}

function requireObject(params: RpcParams, name: string): RpcParams {
  const value = params[name];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as RpcParams;
  throw new RpcError(INVALID_PARAMS, `Invalid params: ${name} must be an object`, { field: name });
}
