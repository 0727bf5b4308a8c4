import type { AccessLog } from '../audit/access-log.ts';
import { type Clock, toIso } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Ids } from '../core/ids.ts';
import { type Principal, principalId } from '../core/principal.ts';
import { canonicalName } from '../tools/names.ts';
import type { CallOutcome, ToolInvoker } from '../tools/tool-invoker.ts';

export interface AccessRowsOptions {
  readonly log: Pick<AccessLog, 'write'>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Version of codez, which calls itself by it. */
  readonly version: string;
}

/** Returns the same operations, where each call made here in process becomes a row of the access log. */
export function withAccessRows(invoker: ToolInvoker, { log, clock, ids, version }: AccessRowsOptions): ToolInvoker {
  return {
    list: (principal) => invoker.list(principal),
    async call(name, args, context) {
      const at = toIso(clock());
      const startedAt = performance.now();
      let outcome: CallOutcome | undefined;
      let bytesOut = 0;
      try {
        const result = await invoker.call(name, args, {
          ...context,
          trace: {
            began() {},
            allowed() {},
            settled(settled) {
              outcome = settled;
            },
          },
        });
        bytesOut = Buffer.byteLength(result.json);
        return result;
      } catch (error) {
        outcome ??= refusedBefore(name, context.principal, error);
        throw error;
      } finally {
        const { principal, tool, sessionId, status, code } = outcome ?? { principal: context.principal, status: 'ok' };
        log.write({
          at,
          request_id: ids.uuid(),
          principal: principalId(principal),
          ...(principal.kind === 'session' ? { via: principalId(context.principal) } : {}),
          space: principal.spaces.own,
          address: '',
          door: context.door,
          method: 'tools/call',
          ...(tool === undefined ? {} : { tool }),
          ...(sessionId === undefined ? {} : { session_id: sessionId }),
          status,
          ...(code === undefined ? {} : { code }),
          duration_ms: performance.now() - startedAt,
          bytes_in: Buffer.byteLength(JSON.stringify(args) ?? ''),
          bytes_out: bytesOut,
          user_agent: `codez/${version}`,
        });
      }
    },
  };
}

/** What never reaches the operations: what only a person may do, called by an agent. */
function refusedBefore(name: string, principal: Principal, error: unknown): CallOutcome {
  const code = error instanceof CodezError ? error.code : 'internal';
  return { principal, tool: canonicalName(name), status: code === 'forbidden' ? 'denied' : 'error', code };
}
