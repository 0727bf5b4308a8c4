import { CodezError } from '../../core/errors.ts';
import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { INVALID_PARAMS, RawJson, RpcError, type RpcParams } from '../json-rpc.ts';
import { type Method, type MethodContext, optionalString, requireString } from '../method.ts';

const TEMPLATES = [
  {
    name: 'memory_by_id',
    title: 'Note',
    uriTemplate: 'memory://{id}',
    description: 'A note of your own space, by its id.',
    mimeType: 'text/plain',
  },
  {
    name: 'memory_in_space',
    title: 'Note in a shared space',
    uriTemplate: 'memory://{space}/{id}',
    description: 'A note of a space shared with you, by space and id.',
    mimeType: 'text/plain',
  },
] as const;

/** `resources/*`: each a call of the operation of the same meaning. */
export function createResourceMethods(invoker: ToolInvoker): Record<string, Method> {
  const call = async (tool: string, args: RpcParams, context: MethodContext): Promise<RawJson> => {
    return new RawJson((await invoker.call(tool, args, context)).json);
  };
  return {
    'resources/list': async (params, context) => {
      const cursor = optionalString(params, 'cursor');
      const { value } = await invoker.call('resource_list', cursor === undefined ? {} : { cursor }, context);
      const { next_cursor: nextCursor, resources } = value;
      return { resources, ...(nextCursor === undefined ? {} : { nextCursor }) };
    },
    'resources/templates/list': () => ({ resourceTemplates: TEMPLATES }),
    'resources/read': async (params, context) => {
      const uri = requireString(params, 'uri');
      if (URL.canParse(uri) && !/^memory:/i.test(uri)) throw resourceNotFound(uri);
      try {
        return await call('resource_read', { uri }, context);
      } catch (error) {
        throw isUnknownUri(error) ? resourceNotFound(uri) : error;
      }
    },
    'resources/create': (params, context) => call('resource_create', withoutMeta(params), context),
    'resources/update': (params, context) => call('resource_update', withoutMeta(params), context),
    'resources/delete': (params, context) => call('resource_delete', withoutMeta(params), context),
  };
}

/** In the 2025 versions an unknown resource is -32002 with its URI. */
export function resourceNotFound(uri: string): RpcError {
  return new RpcError(-32002, `Resource not found: ${uri.slice(0, 256)}`, { uri: uri.slice(0, 256) });
}

function isUnknownUri(error: unknown): boolean {
  return error instanceof CodezError && error.code === 'not_found';
}

function withoutMeta(params: RpcParams): RpcParams {
  if ('' in params) throw new RpcError(INVALID_PARAMS, 'Invalid params: expected an object');
  const { _meta, ...args } = params;
  return args;
}
