import { CodezError } from '../../core/errors.ts';
import { isJsonObject } from '../../core/json-object.ts';
import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { completeEnum } from '../completion/complete-enum.ts';
import { completeNoteId } from '../completion/complete-note-id.ts';
import { completeCwd, completeSessionId, completeSlug } from '../completion/complete-session.ts';
import { type Completer, type Found, MAX_VALUES, NONE } from '../completion/completer.ts';
import { INVALID_PARAMS, RpcError, type RpcParams } from '../json-rpc.ts';
import { type Method, type MethodContext, requireString } from '../method.ts';

/** Arguments that mean the same in tools, prompts and templates. */
const BY_ARGUMENT: Readonly<Record<string, Completer>> = {
  session_id: completeSessionId,
  slug: completeSlug,
  cwd: completeCwd,
  second_cwd: completeCwd,
};

/**
 * `completion/complete`: ids of notes and sessions, slugs and folders, for templates, prompts and, beyond the
 * protocol's own references, tools: `{"type": "ref/tool", "name": "memory_search"}` with the argument's name, whose
 * fixed values are completed too.
 */
export function createCompletionMethods(invoker: ToolInvoker): Record<string, Method> {
  return {
    'completion/complete': async (params, context) => {
      const ref = requireObject(params, 'ref');
      const argument = requireObject(params, 'argument');
      const name = requireString(argument, 'name');
      const value = typeof argument['value'] === 'string' ? argument['value'] : '';
      const { values, isComplete } = await find(ref, name, value, context);
      return {
        completion: {
          values: values.slice(0, MAX_VALUES),
          ...(isComplete ? { total: values.length } : {}),
          hasMore: !isComplete || values.length > MAX_VALUES,
        },
      };
    },
  };

  async function find({ type, uri, name: of }: RpcParams, name: string, value: string, context: MethodContext) {
    const complete = async (completer: Completer): Promise<Found> => {
      try {
        return await completer(value, (tool, args) => invoker.call(tool, args, context));
      } catch (error) {
        // Who may not look has nothing to choose from.
        if (error instanceof CodezError && error.code === 'forbidden') return NONE;
        throw error;
      }
    };
    if (type === 'ref/resource' && typeof uri === 'string' && uri.startsWith('memory://')) {
      return name === 'id' ? await complete(completeNoteId) : NONE;
    }
    if (type === 'ref/tool' && typeof of === 'string') {
      const listed = completeEnum(await invoker.list(context.principal), of, name, value);
      if (listed !== undefined) return listed;
    }
    const completer = Object.hasOwn(BY_ARGUMENT, name) ? BY_ARGUMENT[name] : undefined;
    return completer === undefined ? NONE : await complete(completer);
  }
}

function requireObject(params: RpcParams, name: string): RpcParams {
  const value = params[name];
  if (isJsonObject(value)) return value;
  throw new RpcError(INVALID_PARAMS, `Invalid params: ${name} must be an object`, { field: name });
}
