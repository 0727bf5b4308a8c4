import type { ToolDescription } from '../tools/tool-invoker.ts';

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

/** Returns an OpenAPI 3.1 document of the given operations as `POST /api/tools/{name}`. */
export function renderOpenApi(tools: readonly ToolDescription[], version: string): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: { title: 'codez', version, license: { name: 'MIT', identifier: 'MIT' } },
    components: { schemas: { Error: ERROR_ENVELOPE } },
    paths: Object.fromEntries(tools.map((tool) => [`/api/tools/${tool.name}`, { post: renderOperation(tool) }])),
  };
}

function renderOperation(tool: ToolDescription): Record<string, unknown> {
  return {
    operationId: tool.name,
    summary: tool.title,
    description: tool.description,
    tags: [tool.group],
    requestBody: { content: { 'application/json': { schema: tool.inputSchema } } },
    responses: {
      200: {
        description: 'The result.',
        content: { 'application/json': { schema: okEnvelope(tool.outputSchema) } },
      },
      default: {
        description: 'What happened, why, and what to do next.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function okEnvelope(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { type: 'object', properties: { status: { const: 'ok' }, data }, required: ['status', 'data'] };
}
