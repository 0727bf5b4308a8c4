import { CodezError, toSentence } from '../../core/errors.ts';
import { UnknownToolError } from '../../tools/registry.ts';
import type { ToolDescription, ToolInvoker } from '../../tools/tool-invoker.ts';
import { INVALID_PARAMS, RawJson, RpcError } from '../json-rpc.ts';
import { type Method, optionalString, requireString } from '../method.ts';
import { withErrorForm } from '../output-schema.ts';

const PAGE_SIZE = 100;

/** `tools/list` and `tools/call`, over any invoker. */
export function createToolMethods(invoker: ToolInvoker): Record<string, Method> {
  return {
    'tools/list': async (params, { principal, groups }) => {
      const cursor = optionalString(params, 'cursor');
      const after = cursor === undefined ? '' : readCursor(cursor);
      const all = await invoker.list(principal);
      const listed = all.filter((tool) => tool.name > after && isInGroups(tool, groups));
      const page = listed.slice(0, PAGE_SIZE);
      const last = page.at(-1);
      return {
        tools: page.map(toMcpTool),
        ...(listed.length > PAGE_SIZE && last !== undefined ? { nextCursor: writeCursor(last.name) } : {}),
      };
    },

    'tools/call': async (params, context) => {
      const name = requireString(params, 'name');
      try {
        const { json } = await invoker.call(name, params['arguments'], context);
        return new RawJson(`{"content":[{"type":"text","text":${JSON.stringify(json)}}],"structuredContent":${json}}`);
      } catch (error) {
        if (error instanceof UnknownToolError) throw new RpcError(INVALID_PARAMS, toSentence(error), { field: 'name' });
        if (error instanceof CodezError) return toToolFailure(error);
        throw error;
      }
    },
  };
}

function toMcpTool(tool: ToolDescription): Record<string, unknown> {
  const { name, title, description, inputSchema, outputSchema, annotations, group, scope, main } = tool;
  return {
    name,
    title,
    description,
    inputSchema,
    outputSchema: withErrorForm(outputSchema),
    annotations: { title, ...annotations },
    _meta: { 'codez/group': group, 'codez/scope': scope, ...(main === undefined ? {} : { 'codez/main': main }) },
  };
}

function toToolFailure(error: CodezError): unknown {
  const { code, message, hint, fields } = error;
  return {
    isError: true,
    content: [{ type: 'text', text: toSentence(error) }],
    structuredContent: { error: { code, message, hint, ...(fields === undefined ? {} : { fields }) } },
  };
}

/** `files` holds `files:read`: a wider group lists its narrower one too. */
function isInGroups(tool: ToolDescription, groups: ReadonlySet<string> | undefined): boolean {
  return groups === undefined || groups.has(tool.group) || groups.has(tool.group.replace(/:read$/, ''));
}

function writeCursor(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function readCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString();
  if (writeCursor(name) === cursor) return name;
  throw new RpcError(INVALID_PARAMS, 'Invalid params: cursor is none that this server gave out', { field: 'cursor' });
}
