import type { FastifyInstance } from 'fastify';
import { HOOK_PATH } from '../../access/hook.ts';
import type { ToolInvoker } from '../../tools/tool-invoker.ts';
import { principalOf } from '../admission.ts';
import { goneSignal } from '../gone-signal.ts';
import { HOOK_LIMIT_BYTES } from '../limits.ts';
import { jsonBodyOf, readBodiesAsJson } from '../rest-body.ts';

/** `POST /hooks/claude`: what Claude Code tells of sessions in terminals; the reply is the decision, if there is one. */
export async function hookRoutes(scope: FastifyInstance, { invoker }: { invoker: ToolInvoker }): Promise<void> {
  readBodiesAsJson(scope, HOOK_LIMIT_BYTES);

  scope.post(HOOK_PATH, async (request, reply) => {
    const context = {
      principal: principalOf(request),
      door: 'hook',
      signal: goneSignal(reply),
      trace: request.record,
    } as const;
    const { value } = await invoker.call('claude_hook', { event: jsonBodyOf(request) }, context);
    const { decision } = value;
    // An empty answer decides nothing: the dialog in the terminal does.
    if (decision === undefined) return reply.code(200).send();
    return reply.send({ hookSpecificOutput: { hookEventName: 'PermissionRequest', decision } });
  });
}
