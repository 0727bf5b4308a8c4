import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { randomIds } from '../../../src/core/ids.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { authorOf, OWNER, OWNER_ADMIN, type Principal, principalId } from '../../../src/core/principal.ts';
import { createRegistry } from '../../../src/tools/registry.ts';
import type { Services } from '../../../src/tools/services.ts';
import { withSessionCallers } from '../../../src/tools/session-callers.ts';
import { defineTool } from '../../../src/tools/tool.ts';
import type { ToolInvoker } from '../../../src/tools/tool-invoker.ts';

const SESSION = '11111111-2222-4333-8444-555555555555';

/** Returns operations of which one says who calls it, and what was looked up. */
function createInvoker(): { invoker: ToolInvoker; callers: Principal[]; lookedUp: string[] } {
  const callers: Principal[] = [];
  const lookedUp: string[] = [];
  const whoami = defineTool({
    name: 'whoami',
    title: 'Say who calls',
    description: 'Returns who calls, as the operations see it.',
    group: 'state',
    scope: 'state',
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.strictObject({}),
    output: z.strictObject({ id: z.string().describe('Kind and name.'), aborted: z.boolean().describe('Given up.') }),
    run(_, { principal, signal }) {
      callers.push(principal);
      return { id: principalId(principal), aborted: signal.aborted };
    },
  });
  const registry = createRegistry({
    tools: [whoami],
    services: {} as Services,
    logger: silentLogger,
    ids: randomIds,
    now: () => 0,
  });
  const findSession = async (id: string): Promise<string | undefined> => {
    lookedUp.push(id);
    return id === 'toolu_seen' ? SESSION : undefined;
  };
  return { invoker: withSessionCallers(registry, findSession).invoker, callers, lookedUp };
}

test('a call that names a tool use of a session acts as that session [access.inside.session]', async () => {
  const { invoker, callers } = createInvoker();
  const context = { principal: OWNER, door: 'mcp', toolUseId: 'toolu_seen' } as const;
  assert.equal((await invoker.call('whoami', {}, context)).value['id'], `session:${SESSION}`);
  const [caller] = callers as [Principal];
  assert.equal(caller.user, OWNER.user);
  assert.equal(caller.spaces, OWNER.spaces);
  assert.equal(authorOf(caller), 'local', 'its notes are those of who runs it');
});

test('acting as a session never widens what a caller may do [access.inside.scopes]', async () => {
  const { invoker, callers } = createInvoker();
  const narrow: Principal = { ...OWNER, kind: 'host', name: 'web-1', scopes: new Set(['state', 'memory']) };
  for (const principal of [OWNER_ADMIN, OWNER, narrow]) {
    await invoker.call('whoami', {}, { principal, door: 'mcp', toolUseId: 'toolu_seen' });
  }
  const [admin, owner, host] = callers.map(({ scopes }) => [...scopes].sort());
  assert.deepEqual(admin, [...OWNER.scopes].sort(), 'no upkeep of the machine from inside a session');
  assert.deepEqual(owner, [...OWNER.scopes].sort());
  assert.deepEqual(host, ['memory', 'state']);
});

test('a call that names no tool use, or one that nobody knows, stays who it is [access.inside.unknown]', async () => {
  const { invoker, lookedUp } = createInvoker();
  const without = await invoker.call('whoami', {}, { principal: OWNER, door: 'mcp' });
  assert.equal(without.value['id'], 'owner:local');
  assert.deepEqual(lookedUp, [], 'nothing is looked up for a call that names none');
  const unknown = await invoker.call('whoami', {}, { principal: OWNER, door: 'mcp', toolUseId: 'toolu_other' });
  assert.equal(unknown.value['id'], 'owner:local');
  assert.deepEqual(lookedUp, ['toolu_other']);
});

test('a call from inside a session is still given up with its signal', async () => {
  const { invoker } = createInvoker();
  const signal = AbortSignal.abort();
  const context = { principal: OWNER, door: 'mcp', toolUseId: 'toolu_seen', signal } as const;
  assert.equal((await invoker.call('whoami', {}, context)).value['aborted'], true);
});
