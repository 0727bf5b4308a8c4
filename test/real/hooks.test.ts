import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SessionsDoor } from '../support/sessions/sessions-door.ts';
import { createClaudeMachine } from './support/claude-machine.ts';
import { configure } from './support/configure.ts';
import { claudeBinary } from './support/packages.ts';
import { type ClientSetting, runClient } from './support/run-client.ts';
import { renderScript } from './support/script.ts';
import { openTerminal, type Terminal } from './support/terminal.ts';

interface Machine {
  readonly door: SessionsDoor;
  readonly claude: ClientSetting;
  /** A file that only a tool that was allowed makes. */
  readonly made: string;
  /** Starts Claude Code in a terminal and has it ask for a permission. */
  ask(): Promise<{ terminal: Terminal; sessionId: string; requestId: string; cursor: string }>;
}

/** A person's machine whose Claude Code tells a server of codez what it asks for. */
async function createMachine(t: TestContext): Promise<Machine> {
  const claude = await createClaudeMachine(t);
  const config = claude.env['CLAUDE_CONFIG_DIR'] ?? '';
  const {
    PATH: _path,
    HOME: _home,
    TMPDIR: _tmp,
    CODEZ_HOME: _codez,
    ...variables
  } = claude.env as Record<string, string>;
  const door = await SessionsDoor.open(t, { env: { ...variables, CODEZ_CLAUDE_BIN: claudeBinary() } });
  mkdirSync(config, { recursive: true });
  const cwd = realpathSync(claude.cwd);
  const trusted = { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true };
  const known = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: ['dummy'], rejected: [] },
    projects: { [cwd]: trusted },
  };
  writeFileSync(join(config, '.claude.json'), JSON.stringify(known));
  // The secret is that of the server's data directory.
  const person = { ...claude, env: { ...claude.env, CODEZ_HOME: door.server.home } };
  await configure(person, 'claude', '--hooks');
  const settings = readFileSync(join(config, 'settings.json'), 'utf8');
  assert.ok(settings.includes(`${door.server.url}/hooks/claude`), settings);
  const made = join(cwd, 'made');
  return {
    door,
    claude,
    made,
    async ask() {
      const { cursor } = await door.call('poll_events', { timeout_ms: 0 });
      const terminal = await openTerminal(t, [claudeBinary(), '--permission-mode', 'default'], claude);
      await terminal.shows(/shortcuts|manual mode/);
      const call = {
        kind: 'call',
        tool: 'Bash',
        input: { command: `touch ${made}`, description: 'make a file' },
      } as const;
      await terminal.type(renderScript([call]));
      await terminal.shows(/make a file/);
      await terminal.type('', 'Enter');
      const isAsked = ({ type }: { type: string }): boolean => type === 'permission.requested';
      const asked = (await door.events(String(cursor), isAsked)).find(isAsked);
      assert.equal(asked?.['via'], 'hook');
      return {
        terminal,
        sessionId: String(asked.session_id),
        requestId: String(asked['request_id']),
        cursor: asked.cursor,
      };
    },
  };
}

async function resolutionOf(door: SessionsDoor, cursor: string): Promise<unknown[]> {
  const isResolved = ({ type }: { type: string }): boolean => type === 'permission.resolved';
  const resolved = (await door.events(cursor, isResolved)).find(isResolved);
  return [resolved?.['behavior'], resolved?.['by'], resolved?.['how']];
}

test('a dialog in a terminal is listed here, and an answer from here lets its tool run [sessions.hooks.real]', async (t) => {
  const { door, made, ask } = await createMachine(t);
  const { terminal, sessionId, requestId, cursor } = await ask();
  await terminal.shows(/Do you want to proceed\?/);
  const { requests } = await door.call('list_permissions');
  const [request, ...others] = requests as Record<string, unknown>[];
  assert.deepEqual(others, []);
  assert.deepEqual([request?.['session_id'], request?.['tool'], request?.['via']], [sessionId, 'Bash', 'hook']);
  assert.match(JSON.stringify(request?.['input']), /touch /);
  const answer = { session_id: sessionId, request_id: requestId, behavior: 'allow' };
  assert.deepEqual(await door.call('respond_permission', answer), { resolved: true });
  await terminal.shows(/results:/);
  assert.ok(existsSync(made));
  assert.deepEqual(await resolutionOf(door, cursor), ['allow', 'owner:local', 'hook']);
  assert.equal((await door.refused('respond_permission', answer)).code, 'conflict');
});

test('an answer from here that denies is heard in the terminal [sessions.hooks.real]', async (t) => {
  const { door, made, ask } = await createMachine(t);
  const { terminal, sessionId, requestId } = await ask();
  const answer = {
    session_id: sessionId,
    request_id: requestId,
    behavior: 'deny',
    message: 'not while the heron nests',
  };
  await door.call('respond_permission', answer);
  await terminal.shows(/results:.*heron/);
  assert.equal(existsSync(made), false);
});

for (const [what, key, behavior, shown] of [
  ['allowed', 'Enter', 'allow', /results:/],
  ['dismissed', 'Escape', 'cancelled', /Interrupted/],
] as const) {
  test(`a dialog that is ${what} in the terminal ends here as resolved by the terminal [sessions.hooks.real]`, async (t) => {
    const { door, made, ask } = await createMachine(t);
    const { terminal, cursor } = await ask();
    await terminal.shows(/Do you want to proceed\?/);
    await terminal.press(key, shown);
    assert.deepEqual(await resolutionOf(door, cursor), [behavior, 'terminal', 'hook']);
    assert.deepEqual((await door.call('list_permissions'))['requests'], []);
    assert.equal(existsSync(made), key === 'Enter');
  });
}

test('without the server the terminal goes on as if nothing were there [sessions.hooks.real]', async (t) => {
  const { door, made, ask } = await createMachine(t);
  const { terminal } = await ask();
  await door.server.stop();
  await terminal.shows(/Do you want to proceed\?/);
  await terminal.press('Enter', /results:/);
  assert.ok(existsSync(made));
});

test('a claude -p that asks is answered from here [sessions.hooks.real]', async (t) => {
  const { door, claude, made } = await createMachine(t);
  const { cursor } = await door.call('poll_events', { timeout_ms: 0 });
  const prompt = renderScript([{ kind: 'call', tool: 'Bash', input: { command: `touch ${made}` } }]);
  const running = runClient([claudeBinary(), '-p', prompt, '--permission-mode', 'default'], claude);
  const isAsked = ({ type }: { type: string }): boolean => type === 'permission.requested';
  const asked = (await door.events(String(cursor), isAsked)).find(isAsked);
  const answer = { session_id: asked?.session_id, request_id: asked?.['request_id'], behavior: 'allow' };
  await door.call('respond_permission', answer);
  assert.match((await running).stdout, /results:/);
  assert.ok(existsSync(made));
});

test('a session that codez runs itself asks once, not through its hooks as well [sessions.hooks.real]', async (t) => {
  const { door } = await createMachine(t);
  const { session_id: id, cursor } = await door.create();
  const text = renderScript([{ kind: 'call', tool: 'Bash', input: { command: 'touch own' } }]);
  await door.call('send_prompt', { session_id: id, text });
  const { request_id: requestId } = await door.permission(id, cursor);
  await door.call('respond_permission', { session_id: id, request_id: requestId, behavior: 'allow' });
  const seen = await door.events(cursor, ({ type }) => type === 'prompt.finished');
  assert.deepEqual(
    seen.filter(({ type }) => type === 'permission.requested').map(({ via }) => via),
    ['live'],
  );
});
