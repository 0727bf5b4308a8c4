import { FEED_PARAMETERS } from '../tools/events/parse-feed-query.ts';
import type { ToolDescription } from '../tools/tool-invoker.ts';
import { MEMORY_OPERATIONS } from './routes/memories.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const ERROR_ENVELOPE = {
  type: 'object',
  properties: {
    status: { const: 'error' },
    code: { type: 'string' },
    message: { type: 'string' },
    hint: { type: 'string' },
    errors: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
  },
  required: ['status', 'code', 'message', 'hint'],
} as const;

const TOOL_LIST: JsonSchema = {
  type: 'object',
  properties: {
    tools: {
      type: 'array',
      description: 'The tools you may call, sorted by name, each with its schemas.',
      items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    },
  },
  required: ['tools'],
};

const EVENT_STREAM = {
  operationId: 'stream_events',
  summary: 'Stream events',
  description: 'What poll_events returns, as server-sent events: id is the cursor, event the type, data the event.',
  tags: ['sessions:read'],
  parameters: [
    ...Object.entries(FEED_PARAMETERS).map(([name, description]) => ({
      name,
      in: 'query',
      description,
      schema: { type: 'string' },
    })),
    { name: 'Last-Event-ID', in: 'header', description: 'Only events behind it.', schema: { type: 'string' } },
  ],
  responses: {
    200: { description: 'A stream that ends with the server.', content: { 'text/event-stream': {} } },
    default: {
      description: 'What happened, why, and what to do next.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  },
} as const;

/** Returns an OpenAPI 3.1 document of the REST doors to the given operations. */
export function renderOpenApi(tools: readonly ToolDescription[], version: string): Record<string, unknown> {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const memories = Object.entries(MEMORY_OPERATIONS).flatMap(([name, toolName]) => {
    const tool = byName.get(toolName);
    return tool === undefined ? [] : [[`/mcp/memories/${name}`, { post: renderCall(tool, `memories_${name}`) }]];
  });
  const remove = byName.get(MEMORY_OPERATIONS.delete);
  return {
    openapi: '3.1.0',
    info: { title: 'codez', version, license: { name: 'MIT', identifier: 'MIT' } },
    components: { schemas: { Error: ERROR_ENVELOPE } },
    paths: {
      '/api/tools': { get: { operationId: 'list_tools', summary: 'List tools', responses: responsesOf(TOOL_LIST) } },
      ...Object.fromEntries(tools.map((tool) => [`/api/tools/${tool.name}`, { post: renderCall(tool, tool.name) }])),
      ...Object.fromEntries(memories),
      ...(byName.has('poll_events') ? { '/api/events': { get: EVENT_STREAM } } : {}),
      ...(remove === undefined ? {} : { '/mcp/memories/{id}': { delete: renderDelete(remove) } }),
    },
  };
}

function renderCall(tool: ToolDescription, operationId: string): Record<string, unknown> {
  return {
    ...describe(tool, operationId),
    requestBody: { content: { 'application/json': { schema: tool.inputSchema } } },
  };
}

function renderDelete(tool: ToolDescription): Record<string, unknown> {
  return {
    ...describe(tool, 'memories_delete_by_id'),
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  };
}

function describe(tool: ToolDescription, operationId: string): Record<string, unknown> {
  const { title, description, group, outputSchema } = tool;
  return { operationId, summary: title, description, tags: [group], responses: responsesOf(outputSchema) };
}

function responsesOf(data: JsonSchema): Record<string, unknown> {
  const ok = { type: 'object', properties: { status: { const: 'ok' }, data }, required: ['status', 'data'] };
  return {
    200: { description: 'The result.', content: { 'application/json': { schema: ok } } },
    default: {
      description: 'What happened, why, and what to do next.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  };
}
