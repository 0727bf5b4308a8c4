import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { runCodez, runProgram } from '../support/codez-process.ts';
import { manage } from '../support/host-caller.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { createClaudeMachine } from './support/claude-machine.ts';
import { createCodexMachine } from './support/codex-machine.ts';
import { CODEX, claudeBinary } from './support/packages.ts';
import { runClient } from './support/run-client.ts';
import { renderScript } from './support/script.ts';

/** What `codez host add` prints, and the blocks to paste of it. */
async function addHost(server: TestServer, name: string): Promise<{ exported: string; claude: string; codex: string }> {
  const { stdout } = await runCodez(['host', 'add', name], server.env);
  const block = (heading: RegExp): string => {
    const [, lines = ''] = new RegExp(`${heading.source}.*:\\n((?: {2}.*\\n)+)`).exec(stdout) ?? [];
    return lines.replace(/^ {2}/gm, '').trimEnd();
  };
  return { exported: block(/shell profile/), claude: block(/Claude Code/), codex: block(/Codex/) };
}

test('the lines of host add connect Claude Code as that host [cli.host.paste]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const { exported, claude: line } = await addHost(server, 'web-1');
  const machine = await createClaudeMachine(t);
  // As the person's search path has it.
  const path = `${dirname(claudeBinary())}:${machine.env['PATH']}`;
  const program = claudeBinary();
  const pasted = `claude() { '${program}' "$@"; }\n${exported}\n${line}\nclaude mcp list\n`;
  const { stdout, stderr } = await runProgram('bash', ['-c', pasted], {
    env: { ...machine.env, PATH: path },
    cwd: machine.cwd,
  });
  assert.match(stdout, /^codez: \S+\/mcp \(HTTP\) - ✔ Connected$/m, `${stdout}${stderr}`);
  const { calls, refused } = await manage(server, 'host', 'show', 'web-1');
  assert.ok(calls > 0, 'it came as the host');
  assert.equal(refused, 0);
});

test('the lines of host add connect Codex as that host [cli.host.paste]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const { exported, codex: table } = await addHost(server, 'web-1');
  const key = /'(cz_[^']+)'/.exec(exported)?.[1] ?? '';
  const machine = await createCodexMachine(t, { CODEZ_API_KEY: key });
  const config = join(machine.env['CODEX_HOME'] ?? join(machine.env['HOME'] ?? '', '.codex'), 'config.toml');
  mkdirSync(dirname(config), { recursive: true });
  appendFileSync(config, `\n${table}\n`);
  const store = {
    kind: 'call',
    tool: 'mcp__codez__memory_store',
    input: { id: 'nest', content: 'by the lock' },
  } as const;
  await runClient([...CODEX, 'exec', '--json', '--skip-git-repo-check', renderScript([store])], machine);
  const { code, stdout } = await runCodez(['store', 'export', '--space', 'web-1'], server.env);
  assert.equal(code, 0);
  assert.match(stdout, /"host": "web-1"[\s\S]*"content": "by the lock"|"content": "by the lock"[\s\S]*"host": "web-1"/);
});
