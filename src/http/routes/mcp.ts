import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CodezError } from '../../core/errors.ts';
import type { McpCaller, McpEndpoint, RequestTrace } from '../../mcp/endpoint.ts';
import type { McpReply } from '../../mcp/reply.ts';
import { TOOL_GROUPS, type ToolGroup } from '../../tools/tool.ts';
import { principalOf } from '../admission.ts';
import { callerSessionsOf } from '../caller-session.ts';
import { openEventStream } from '../event-stream.ts';
import { checkStillAdmitted } from '../late-answer.ts';
import { BODY_LIMIT_BYTES } from '../limits.ts';

const SESSION_HEADER = 'mcp-session-id';

/** `/mcp`: copies requests to the endpoint and its replies back. */
export async function mcpRoutes(scope: FastifyInstance, { endpoint }: { endpoint: McpEndpoint }): Promise<void> {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    (request, body, done) => {
      if (request.headers['content-encoding'] === undefined) done(null, body);
      else done(unsupported('Content-Encoding is not supported', 'Send the body as it is.'));
    },
  );

  scope.post('/mcp', async (request, reply) => {
    if (!Buffer.isBuffer(request.body))
      throw unsupported('A POST to /mcp needs a JSON body', 'Send Content-Type: application/json.');
    const result = await endpoint.post({
      ...callerOf(request),
      body: request.body,
      accept: request.headers.accept,
      groups: groupsOf(request),
      messages: traceOf(request),
    });
    if ('body' in result) await checkStillAdmitted(request);
    return sendReply(reply, result);
  });

  // HEAD would take the session's stream away from its reader.
  scope.get('/mcp', { exposeHeadRoute: false }, (request, reply) => {
    const attach = endpoint.openStream(callerOf(request), headerOf(request, 'last-event-id'));
    let detach = (): void => {};
    detach = attach(openEventStream(reply, {}, () => detach()));
  });

  scope.delete('/mcp', async (request, reply) => {
    await endpoint.endSession(callerOf(request));
    return reply.code(204).send();
  });

  scope.options('/mcp', (_request, reply) => reply.code(204).header('allow', 'POST, GET, DELETE, OPTIONS').send());
}

function sendReply(reply: FastifyReply, result: McpReply): FastifyReply {
  const session = result.sessionId === undefined ? {} : { [SESSION_HEADER]: result.sessionId };
  if ('stream' in result) {
    const { stream } = result;
    const sink = openEventStream(reply, { headers: session }, () => stream.detach(sink));
    stream.attach(sink);
    return reply;
  }
  reply.code(result.status).headers(session);
  if (result.body === undefined) return reply.send();
  return reply.type('application/json; charset=utf-8').send(result.body);
}

function callerOf(request: FastifyRequest): McpCaller {
  return {
    principal: principalOf(request),
    door: request.record?.door ?? 'mcp',
    callerSessions: callerSessionsOf(request),
    sessionId: headerOf(request, SESSION_HEADER),
    protocolVersion: headerOf(request, 'mcp-protocol-version'),
  };
}

/** A row for each message; all but the first are counted here, before any has run. */
function traceOf({ record, charge }: FastifyRequest): RequestTrace | undefined {
  if (record === undefined) return undefined;
  return {
    begin(messages) {
      charge?.(messages - 1);
      record.splitByMessage();
    },
    allowed: (principal) => record.allowed(principal),
    settled: (outcome) => record.writeMessage(outcome),
  };
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Reads `?tools=memory,sessions` or `X-Codez-Tools`. @throws CodezError `invalid` naming an unknown group */
function groupsOf(request: FastifyRequest): ReadonlySet<ToolGroup> | undefined {
  const query = (request.query as Record<string, unknown>)['tools'];
  const text = query === undefined ? headerOf(request, 'x-codez-tools') : [query].flat().join(',');
  if (text === undefined) return undefined;
  const groups = text.split(',').map((group) => group.trim());
  for (const group of groups) {
    if (TOOL_GROUPS.includes(group as ToolGroup)) continue;
    throw new CodezError(
      'invalid',
      `Unknown group of tools: ${group.slice(0, 64)}`,
      `Groups: ${TOOL_GROUPS.join(', ')}.`,
      {
        http: 400,
        rpc: -32600,
      },
    );
  }
  return new Set(groups as ToolGroup[]);
}

function unsupported(message: string, hint: string): CodezError {
  return new CodezError('invalid', message, hint, { http: 415, rpc: -32600 });
}
