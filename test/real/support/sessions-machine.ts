import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { runCodez } from '../../support/codez-process.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { createClaudeMachine } from './claude-machine.ts';
import { claudeBinary } from './packages.ts';
import type { ClientSetting } from './run-client.ts';

/** A person's machine on which `codez serve` drives the real Claude Code, whose model is scripted. */
export interface SessionsMachine {
  /** Home directory of the person; sessions may work below it. */
  readonly folder: string;
  /** For a `claude` of the person's own. */
  readonly claude: ClientSetting;
  /** The server that runs now. */
  readonly server: TestServer;
  /** Makes a folder below the home directory and returns its path. */
  makeFolder(name: string): string;
  /** Ends the server by `signal` and starts the next one on the same files and port. */
  restart(signal: NodeJS.Signals): Promise<void>;
  /** Pids of the processes of live sessions, from their run directories. */
  sessionPids(): readonly number[];
}

/** Starts the machine; when the test ends, its sessions and its server are ended. */
export async function createSessionsMachine(
  t: TestContext,
  options: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<SessionsMachine> {
  const claude = await createClaudeMachine(t, { CODEZ_CLAUDE_BIN: claudeBinary(), ...options.env });
  const folder = dirname(claude.cwd);
  const env = claude.env as Record<string, string>;
  const start = (port: number): Promise<TestServer> => startServer({ folder, env, port, args: options.args ?? [] });
  let server = await start(0);
  const machine: SessionsMachine = {
    folder,
    claude,
    get server() {
      return server;
    },
    makeFolder(name) {
      const path = join(folder, name);
      mkdirSync(path, { recursive: true });
      return path;
    },
    async restart(signal) {
      await server.stop(signal);
      server = await start(server.port);
    },
    sessionPids: () => listPids(join(server.home, 'run')),
  };
  t.after(async () => {
    await runCodez(['stop', '--end-sessions'], { ...server.env });
    for (const pid of machine.sessionPids()) killHard(pid);
    await server.stop('SIGKILL');
  });
  return machine;
}

function listPids(runRoot: string): number[] {
  try {
    return readdirSync(runRoot).flatMap((name) => {
      try {
        const { pid } = JSON.parse(readFileSync(join(runRoot, basename(name), 'process.json'), 'utf8'));
        return typeof pid === 'number' && isAlive(pid) ? [pid] : [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function killHard(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
