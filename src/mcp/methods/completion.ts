import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { INVALID_PARAMS, RpcError, type RpcParams } from '../json-rpc.ts';
import { type Method, requireString } from '../method.ts';

const MAX_VALUES = 100;

/** `completion/complete`: ids of notes for the `memory://` templates. */
export function createCompletionMethods(invoker: ToolInvoker): Record<string, Method> {
  return {
    'completion/complete': async (params, context) => {
      const ref = requireObject(params, 'ref');
      const argument = requireObject(params, 'argument');
      const name = requireString(argument, 'name');
      const value = typeof argument['value'] === 'string' ? argument['value'] : '';
      const isNoteId = ref['type'] === 'ref/resource' && String(ref['uri']).startsWith('memory://') && name === 'id';
      const values = isNoteId ? await noteIds(value) : [];
      return {
        completion: { values: values.slice(0, MAX_VALUES), total: values.length, hasMore: values.length > MAX_VALUES },
      };

      async function noteIds(prefix: string): Promise<string[]> {
        const result = await invoker.call('memory_search', { query: prefix, limit: MAX_VALUES }, context);
        const matches = result.value['matches'] as readonly { id: string }[];
        return matches.map((match) => match.id).filter((id) => id.startsWith(prefix));
      }
    },
  };
}

function requireObject(params: RpcParams, name: string): RpcParams {
  const value = params[name];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as RpcParams;
  throw new RpcError(INVALID_PARAMS, `Invalid params: ${name} must be an object`, { field: name });
}
