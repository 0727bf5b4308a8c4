import { CodezError } from '../../core/errors.ts';
import { hasScope } from '../../core/scopes.ts';
import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { INVALID_PARAMS, RawJson, RpcError, type RpcParams } from '../json-rpc.ts';
import { type Method, type MethodContext, optionalString, requireString } from '../method.ts';
import { RESOURCE_SCHEMES, schemeOf } from '../resources/resource-schemes.ts';

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
    'resources/templates/list': (_params, { principal }) => ({
      resourceTemplates: RESOURCE_SCHEMES.filter(({ scope }) => hasScope(principal.scopes, scope)).flatMap(
        ({ templates }) => templates,
      ),
    }),
    'resources/read': (params, context) => readResource(requireString(params, 'uri'), invoker, context),
    'resources/create': (params, context) => call('resource_create', withoutMeta(params), context),
    'resources/update': (params, context) => call('resource_update', withoutMeta(params), context),
    'resources/delete': (params, context) => call('resource_delete', withoutMeta(params), context),
  };
}

/**
 * Returns the contents behind a URI of any scheme, as the operation behind it gives them to this caller.
 * @throws RpcError -32002 when there is nothing, or nothing this caller may read
 */
export async function readResource(uri: string, invoker: ToolInvoker, context: MethodContext): Promise<unknown> {
  try {
    const contents = await schemeOf(uri)?.read(uri, (tool, args) => invoker.call(tool, args, context));
    if (contents !== undefined) return contents;
  } catch (error) {
    throw error instanceof URIError || isUnknown(error) ? resourceNotFound(uri) : error;
  }
  throw resourceNotFound(uri);
}

/** In the 2025 versions an unknown resource is -32002 with its URI. */
export function resourceNotFound(uri: string): RpcError {
  return new RpcError(-32002, `Resource not found: ${uri.slice(0, 256)}`, { uri: uri.slice(0, 256) });
}

function isUnknown(error: unknown): boolean {
  return error instanceof CodezError && error.code === 'not_found';
}

function withoutMeta(params: RpcParams): RpcParams {
  if ('' in params) throw new RpcError(INVALID_PARAMS, 'Invalid params: expected an object');
  const { _meta, ...args } = params;
  return args;
}
