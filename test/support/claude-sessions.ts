import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ClaudeLauncher,
  ClaudeProcess,
  LaunchSpec,
  OutputRecord,
} from '../../src/claude/process/claude-process.ts';
import { createClaudeLauncher, type LauncherOptions } from '../../src/claude/process/create-claude-launcher.ts';
import { systemClock } from '../../src/core/clock.ts';
import { randomIds } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { cleanEnvironment } from './codez-process.ts';
import { scratchFolder } from './scratch.ts';
import { standInClaudeBin } from './stand-in-claude-bin.ts';

/** A machine with a launcher of its own. */
export interface SessionMachine {
  readonly folder: string;
  /** Where sessions work. */
  readonly cwd: string;
  readonly runRoot: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly launcher: ClaudeLauncher;
  /** Another launcher over the same runs, as the next server has it. */
  another(options?: Partial<LauncherOptions>): ClaudeLauncher;
  spec(more?: Partial<LaunchSpec>): LaunchSpec;
}

const runRoots = new Set<string>();

/** Makes a folder with a launcher of the stand-in, or of `claudeBin`. */
export function createSessionMachine(
  given: {
    readonly claudeBin?: string;
    readonly folder?: string;
    readonly environment?: NodeJS.ProcessEnv;
    readonly cwd?: string;
  } = {},
): SessionMachine {
  const folder = given.folder ?? scratchFolder('codez-session-');
  // Before the folder itself is removed.
  if (runRoots.size === 0) process.prependOnceListener('exit', () => runRoots.forEach(killLeft));
  runRoots.add(join(folder, 'run'));
  const cwd = given.cwd ?? join(folder, 'work');
  mkdirSync(cwd, { recursive: true });
  const runRoot = join(folder, 'run');
  const environment = given.environment ?? cleanEnvironment(folder, { CLAUDE_CONFIG_DIR: join(folder, 'claude') });
  const another = (options: Partial<LauncherOptions> = {}): ClaudeLauncher =>
    createClaudeLauncher({
      runRoot,
      environment,
      claudeBin: given.claudeBin ?? standInClaudeBin(),
      logger: silentLogger,
      clock: systemClock,
      ids: randomIds,
      ...options,
    });
  const spec = (more: Partial<LaunchSpec> = {}): LaunchSpec => ({
    sessionId: randomIds.uuid(),
    cwd,
    start: 'new',
    permissionMode: 'default',
    trusted: true,
    ...more,
  });
  return { folder, cwd, runRoot, environment, launcher: another(), another, spec };
}

/** Follows a process and lets a test wait for records. */
export class SessionReader {
  readonly records: OutputRecord[] = [];
  readonly #process: ClaudeProcess;
  readonly #waiting: { isWanted: (record: OutputRecord) => boolean; resolve: (record: OutputRecord) => void }[] = [];

  constructor(process: ClaudeProcess) {
    this.#process = process;
    process.follow((records) => {
      for (const record of records) this.#take(record);
    });
  }

  /** Resolves to the first record, of those to come and those read, that is wanted. */
  waitFor(isWanted: (record: OutputRecord) => boolean): Promise<OutputRecord> {
    const found = this.records.find(isWanted);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve) => this.#waiting.push({ isWanted, resolve }));
  }

  /** Sends a prompt and resolves to the `result` record of its turn. */
  async prompt(text: string): Promise<Readonly<Record<string, unknown>>> {
    const uuid = await this.send(text);
    const record = await this.waitFor(
      ({ value }) => value?.['type'] === 'result' && value['user_message_uuid'] === uuid,
    );
    return record.value ?? {};
  }

  /** Sends a prompt; returns its id. */
  async send(text: string): Promise<string> {
    const uuid = randomIds.uuid();
    const message = { role: 'user', content: text };
    await this.#process.send({ type: 'user', message, parent_tool_use_id: null, uuid });
    return uuid;
  }

  /** Resolves to the next permission request that is not one of `known`. */
  async waitForPermission(known: readonly string[] = []): Promise<Readonly<Record<string, unknown>>> {
    const record = await this.waitFor(
      ({ value }) => value?.['type'] === 'control_request' && !known.includes(String(value['request_id'])),
    );
    return record.value ?? {};
  }

  async allow(request: Readonly<Record<string, unknown>>): Promise<void> {
    const { input } = request['request'] as { input: unknown };
    const response = { behavior: 'allow', updatedInput: input };
    const answer = { subtype: 'success', request_id: request['request_id'], response };
    await this.#process.send({ type: 'control_response', response: answer });
  }

  #take(record: OutputRecord): void {
    this.records.push(record);
    for (const waiting of [...this.#waiting]) {
      if (!waiting.isWanted(record)) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.resolve(record);
    }
  }
}

/** Ends a process and removes its run directory. */
export async function endSession(process: ClaudeProcess): Promise<void> {
  await process.end();
  await process.remove();
}

/** Kills what a test that failed has left running. */
function killLeft(runRoot: string): void {
  for (const sessionId of existsSync(runRoot) ? readdirSync(runRoot) : []) {
    try {
      process.kill(JSON.parse(readFileSync(join(runRoot, sessionId, 'process.json'), 'utf8')).pid, 'SIGKILL');
    } catch {
      // It has ended, or was never started.
    }
  }
}
