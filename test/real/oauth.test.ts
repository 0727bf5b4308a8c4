import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { runCodez } from '../support/codez-process.ts';
import { startAuthkit } from '../support/oauth/authkit.ts';
import { startAuthorizationServer } from '../support/oauth/authorization-server.ts';
import { type BrowserBin, createBrowserBin } from '../support/oauth/browser-bin.ts';
import { startTokenServer } from '../support/oauth/login-machine.ts';
import { createClaudeMachine } from './support/claude-machine.ts';
import { configure } from './support/configure.ts';
import { claudeBinary } from './support/packages.ts';
import { type ClientSetting, collectOutput, runClient, spawnClient } from './support/run-client.ts';
import { renderScript, type Step } from './support/script.ts';
import { openTerminal } from './support/terminal.ts';

const STORE: Step = { kind: 'call', tool: 'mcp__codez__memory_store', input: { content: 'the ferry leaves at nine' } };
const SEARCH: Step = { kind: 'call', tool: 'mcp__codez__memory_search', input: { query: 'ferry' } };

interface OAuthMachine {
  readonly claude: ClientSetting;
  readonly browser: BrowserBin;
}

/** A person's machine whose Claude Code knows the server, and whose browser signs in by itself. */
async function createMachine(t: TestContext, url: string, person: string, denies = false): Promise<OAuthMachine> {
  const browser = createBrowserBin(person, { denies });
  const claude = await createClaudeMachine(t, browser.variables);
  await configure(claude, 'claude', '--url', `${url}/mcp`);
  return { claude, browser };
}

async function status({ claude }: OAuthMachine): Promise<string> {
  const { stdout } = await runClient([claudeBinary(), 'mcp', 'list'], claude);
  return /^codez: .* - (.*)$/m.exec(stdout)?.[1] ?? stdout;
}

/** Runs `claude mcp login codez` in a terminal to its end, and returns what its token store holds. */
async function logIn(t: TestContext, { claude }: OAuthMachine): Promise<Record<string, unknown> | undefined> {
  const login = `'${claudeBinary()}' mcp login codez; echo "ended with $?"; sleep 600`;
  const terminal = await openTerminal(t, ['sh', '-c', login], claude);
  await terminal.shows(/ended with \d/);
  const file = join(claude.env['CLAUDE_CONFIG_DIR'] ?? '', '.credentials.json');
  if (!existsSync(file)) return undefined;
  const { mcpOAuth } = JSON.parse(readFileSync(file, 'utf8')) as { mcpOAuth?: Record<string, Record<string, unknown>> };
  return Object.values(mcpOAuth ?? {})[0];
}

/** Starts a Claude Code that keeps running, and returns how one gives it the next prompt. */
function startConversation(t: TestContext, { claude }: OAuthMachine): (steps: readonly Step[]) => Promise<string> {
  const flags = ['--output-format', 'stream-json', '--verbose', '--allowedTools', 'mcp__codez__*'];
  const child = spawnClient([claudeBinary(), '-p', '--input-format', 'stream-json', ...flags], claude);
  const errors = collectOutput(child.stderr);
  assert.ok(child.stdin && child.stdout);
  const { stdin } = child;
  t.after(() => child.kill('SIGKILL'));
  const records = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (steps) => {
    const message = { role: 'user', content: renderScript(steps) };
    stdin.write(`${JSON.stringify({ type: 'user', message, parent_tool_use_id: null })}\n`);
    for (;;) {
      const { value, done } = await records.next();
      if (done) throw new Error(`Claude Code ended: ${errors()}`);
      const record = JSON.parse(value) as { readonly type: string; readonly result?: string };
      if (record.type === 'result') return record.result ?? '';
    }
  };
}

test('Claude Code finds the issuer, signs in by the browser, calls a tool and renews its token while the session goes on [seed1.hub.oauth]', async (t) => {
  const issuer = await startAuthorizationServer({ accessTokenSeconds: 15 });
  t.after(() => issuer.close());
  const server = await startTokenServer(t, issuer);
  const added = await runCodez(['owner', 'add', 'ada'], server.env);
  assert.equal(added.code, 0, added.stderr);
  const machine = await createMachine(t, server.url, 'ada');
  assert.match(await status(machine), /Needs authentication/);
  const kept = await logIn(t, machine);
  const [visit] = machine.browser.runs();
  assert.match(visit?.opened[0] ?? '', /code_challenge_method=S256/);
  assert.equal(kept?.['serverUrl'], `${server.url}/mcp`);
  const say = startConversation(t, machine);
  assert.match(await say([STORE]), /"status":"created"/);
  const before = issuer.count('/token');
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, Number(kept?.['expiresAt']) - Date.now() + 100)));
  assert.match(await say([SEARCH]), /"count":1,.*the ferry leaves at nine/);
  assert.ok(issuer.count('/token') > before, 'the token was not renewed');
  const rows = await runCodez(['logs', '--json'], server.env);
  assert.match(rows.stdout, /owner:ada@/);
});

test('Claude Code signs in through an issuer that speaks as MCPAuthKit [clients.claude.oauth.authkit]', async (t) => {
  const kit = await startAuthkit();
  t.after(() => kit.close());
  const server = await startTokenServer(t, kit);
  const machine = await createMachine(t, server.url, 'ada@example.test');
  const kept = await logIn(t, machine);
  assert.match(String(kept?.['accessToken']), /^mat_/);
  const owner = ['owner', 'add', kit.subOf('ada@example.test'), '--accept-unbound-tokens'];
  const added = await runCodez(owner, server.env);
  assert.equal(added.code, 0, added.stderr);
  assert.match(await status(machine), /Connected/);
  assert.match(await startConversation(t, machine)([STORE]), /"status":"created"/);
});

test('a consent that is denied, and a person who is no owner, leave Claude Code outside [clients.claude.oauth.refused]', async (t) => {
  const issuer = await startAuthorizationServer();
  t.after(() => issuer.close());
  const server = await startTokenServer(t, issuer);
  await runCodez(['owner', 'add', 'ada'], server.env);
  const denied = await createMachine(t, server.url, 'ada', true);
  const kept = await logIn(t, denied);
  assert.ok(!kept?.['accessToken'], JSON.stringify(kept));
  assert.doesNotMatch(await status(denied), /Connected/);
  const stranger = await createMachine(t, server.url, 'mallory');
  await logIn(t, stranger);
  assert.doesNotMatch(await status(stranger), /Connected/);
});
