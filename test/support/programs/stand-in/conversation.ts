import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { StandInOptions } from './options.ts';

type Entry = Record<string, unknown>;

/** The transcript and the entry in the registry of running sessions, as Claude Code keeps them. */
export class Conversation {
  readonly sessionId: string;
  readonly configDir: string;
  readonly #path: string;
  readonly #registryPath: string;
  readonly #startedAt = Date.now();
  readonly #seen = new Set<string>();
  #last: string | null = null;

  /** @throws Error with the message for standard error when the session cannot be opened */
  constructor(options: StandInOptions, env: NodeJS.ProcessEnv) {
    const config = env['CLAUDE_CONFIG_DIR'] ?? join(env['HOME'] ?? homedir(), '.claude');
    this.configDir = config;
    const projects = join(config, 'projects');
    const slug = process.cwd().replace(/[^A-Za-z0-9]/g, '-');
    const source = options.resume === undefined ? undefined : findTranscript(projects, options.resume);
    if (options.resume !== undefined && source === undefined) {
      throw new Error(`No conversation found with session ID: ${options.resume}`);
    }
    const isContinued = options.resume !== undefined && !options.isFork;
    this.sessionId = isContinued ? (options.resume as string) : (options.sessionId ?? randomUUID());
    if (!isContinued && findTranscript(projects, this.sessionId) !== undefined) {
      throw new Error(`Error: Session ID ${this.sessionId} is already in use.`);
    }
    mkdirSync(join(projects, slug, 'memory'), { recursive: true, mode: 0o700 });
    this.#path = isContinued ? (source as string) : join(projects, slug, `${this.sessionId}.jsonl`);
    if (source !== undefined) this.#take(readEntries(source), options);
    mkdirSync(join(config, 'sessions'), { recursive: true, mode: 0o700 });
    this.#registryPath = join(config, 'sessions', `${process.pid}.json`);
    this.tell('idle');
    process.once('exit', () => rmSync(this.#registryPath, { force: true }));
  }

  hasSeen(uuid: string): boolean {
    return this.#seen.has(uuid);
  }

  saw(uuid: string): void {
    this.#seen.add(uuid);
  }

  /** Writes a user's or an assistant's record. */
  write(type: 'user' | 'assistant', message: Entry, uuid: string, more: Entry = {}): void {
    const entry = { parentUuid: this.#last, isSidechain: false, type, message, uuid, ...more };
    this.#append({ ...entry, timestamp: new Date().toISOString(), ...this.#place() });
    this.#last = uuid;
  }

  /** Writes a record that is no message. */
  note(entry: Entry): void {
    this.#append({ ...entry, sessionId: this.sessionId });
  }

  /** Says in the registry what the session does. */
  tell(status: 'idle' | 'busy' | 'waiting', waitingFor?: string): void {
    const entry = {
      pid: process.pid,
      sessionId: this.sessionId,
      cwd: process.cwd(),
      startedAt: this.#startedAt,
      procStart: readStart(),
      version: '2.1.330',
      kind: 'interactive',
      entrypoint: 'sdk-cli',
      name: 'stand-in',
      status,
      ...(waitingFor === undefined ? {} : { waitingFor }),
      updatedAt: Date.now(),
    };
    writeFileSync(this.#registryPath, JSON.stringify(entry), { mode: 0o600 });
  }

  #take(entries: readonly Entry[], options: StandInOptions): void {
    const end = entries.findIndex((entry) => entry['uuid'] === options.resumeAt);
    if (options.resumeAt !== undefined && end < 0) {
      throw new Error(`No message found with message.uuid of: ${options.resumeAt}`);
    }
    for (const entry of end < 0 ? entries : entries.slice(0, end + 1)) {
      if (typeof entry['uuid'] !== 'string') continue;
      this.#seen.add(entry['uuid']);
      this.#last = entry['uuid'];
      const forkedFrom = { sessionId: entry['sessionId'], messageUuid: entry['uuid'] };
      if (options.isFork) this.#append({ ...entry, sessionId: this.sessionId, forkedFrom });
    }
  }

  #append(entry: Entry): void {
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  #place(): Entry {
    const version = { version: '2.1.330', gitBranch: 'HEAD' };
    return { userType: 'external', entrypoint: 'sdk-cli', cwd: process.cwd(), sessionId: this.sessionId, ...version };
  }
}

function findTranscript(projects: string, sessionId: string): string | undefined {
  if (!existsSync(projects)) return undefined;
  return readdirSync(projects)
    .map((slug) => join(projects, slug, `${sessionId}.jsonl`))
    .find((path) => existsSync(path));
}

function readEntries(path: string): Entry[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

function readStart(): string {
  if (!existsSync('/proc/self/stat')) return '';
  const stat = readFileSync('/proc/self/stat', 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
