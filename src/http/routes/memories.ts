import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { principalOf } from '../admission.ts';
import { jsonBodyOf, readBodiesAsJson } from '../rest-body.ts';

/** The tool behind each short name. */
export const MEMORY_OPERATIONS = {
  store: 'memory_store',
  retrieve: 'memory_retrieve',
  search: 'memory_search',
  delete: 'memory_delete',
} as const;

/** `/mcp/memories/*`: short names for the operations on notes. */
export async function memoryRoutes(scope: FastifyInstance, { invoker }: { invoker: ToolInvoker }): Promise<void> {
  readBodiesAsJson(scope);

  for (const [name, tool] of Object.entries(MEMORY_OPERATIONS)) {
    scope.post(`/mcp/memories/${name}`, (request, reply) => call(tool, jsonBodyOf(request), request, reply));
  }

  scope.delete<{ Params: { id: string } }>('/mcp/memories/:id', (request, reply) =>
    call('memory_delete', { ...jsonBodyOf(request), id: request.params.id }, request, reply),
  );

  async function call(
    tool: string,
    args: Record<string, unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { json } = await invoker.call(tool, args, {
      principal: principalOf(request),
      door: request.record?.door ?? 'rest',
      trace: request.record,
    });
    return reply.type('application/json; charset=utf-8').send(`{"status":"ok","data":${json}}`);
  }
}
