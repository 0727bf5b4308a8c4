import type { FastifyInstance } from 'fastify';
import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { principalOf } from '../admission.ts';
import { callerSessionsOf } from '../caller-session.ts';
import { checkStillAdmitted } from '../late-answer.ts';
import { renderOpenApi } from '../open-api.ts';
import { jsonBodyOf, readBodiesAsJson } from '../rest-body.ts';

/** `/api/tools`: every operation as a REST call with the same envelope. */
export async function toolRoutes(
  scope: FastifyInstance,
  { invoker, version }: { invoker: ToolInvoker; version: string },
): Promise<void> {
  readBodiesAsJson(scope);

  scope.get('/api/tools', async (request) => ({
    status: 'ok',
    data: { tools: await invoker.list(principalOf(request)) },
  }));

  scope.get('/api/openapi.json', async (request) => renderOpenApi(await invoker.list(principalOf(request)), version));

  scope.post<{ Params: { name: string } }>('/api/tools/:name', async (request, reply) => {
    const { json } = await invoker.call(request.params.name, jsonBodyOf(request), {
      principal: principalOf(request),
      door: request.record?.door ?? 'rest',
      callerSessions: callerSessionsOf(request),
      trace: request.record,
    });
    await checkStillAdmitted(request);
    return reply.type('application/json; charset=utf-8').send(`{"status":"ok","data":${json}}`);
  });
}
