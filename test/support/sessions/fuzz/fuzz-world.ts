import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { postMcp, type RpcReply, type ToolReply } from '../../mcp.ts';
import { scratchFolder } from '../../scratch.ts';
import { startServer, type TestServer } from '../../server.ts';
import { standInClaudeBin } from '../../stand-in-claude-bin.ts';

/** What became of a call: a reply, a refusal, or nothing that came back. */
export type Outcome =
  | { readonly kind: 'done'; readonly value: Record<string, unknown> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'lost' };

/** Prompts as they were sent; `tag` is part of the text and of nothing else. */
export interface SentPrompt {
  readonly sessionId: string;
  readonly promptId: string;
  readonly tag: string;
  isAccepted: boolean;
}

export interface ClaudeProcessSeen {
  readonly pid: number;
  readonly sessionId: string;
}

/** No call takes longer: to end a process takes at most 10 s, and what waits for a place may wait for one to end. */
const MAX_CALL_MS = 20_000;

/** How the processes of a working folder misbehave: words of the stand-in. */
const ODD_FOLDERS: Readonly<Record<string, string>> = { stubborn: 'ignore-sigterm', noisy: 'garbage', broken: 'exit' };

/** A server that is killed and started again, what was asked of it, and what was seen to be wrong. */
export class FuzzWorld {
  readonly folder: string;
  readonly folders: readonly string[];
  readonly sessions: string[] = [];
  readonly prompts: SentPrompt[] = [];
  /** Answers that were said to count, by `session/request`. */
  readonly answers = new Map<string, number>();
  readonly violations: string[] = [];
  /** How often each operation was refused, and why. */
  readonly refusals = new Map<string, number>();
  /** The longest call of each operation that was answered, in milliseconds. */
  readonly longest = new Map<string, number>();
  calls = 0;
  isOver = false;
  /** The server is being stopped and started by a fault. */
  isDisturbed = false;
  readonly #args: readonly string[];
  #server: TestServer | undefined;
  #stderr = '';

  constructor(args: readonly string[], folder = scratchFolder('cz-')) {
    this.folder = folder;
    this.#args = args;
    const names = ['a', 'b', ...Object.keys(ODD_FOLDERS)];
    this.folders = names.map((name) => join(this.folder, 'work', name));
    for (const [at, path] of this.folders.entries()) {
      mkdirSync(path, { recursive: true });
      const oddity = ODD_FOLDERS[names[at] as string];
      if (oddity !== undefined) writeFileSync(join(path, '.stand-in-claude'), oddity);
    }
  }

  get configDir(): string {
    return join(this.folder, 'claude');
  }

  get server(): TestServer {
    if (this.#server === undefined) throw new Error('no server runs');
    return this.#server;
  }

  /** Everything all servers have printed to standard error. */
  get stderr(): string {
    return this.#stderr + (this.#server?.stderr() ?? '');
  }

  complain(what: string): void {
    if (this.violations.length < 100) this.violations.push(what);
  }

  async start(): Promise<void> {
    const env = { CODEZ_CLAUDE_BIN: standInClaudeBin(), CLAUDE_CONFIG_DIR: this.configDir };
    this.#server = await startServer({ folder: this.folder, env, args: this.#args });
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    const server = this.server;
    const end = await server.stop(signal);
    if (signal === 'SIGTERM' && end !== 0) this.complain(`SIGTERM ended the server with ${end}: ${server.stderr()}`);
    this.#stderr += server.stderr();
    this.#server = undefined;
  }

  /** Calls a tool as any client does; a call that is cut off may have done its work. */
  async call(name: string, args: Record<string, unknown> = {}): Promise<Outcome> {
    this.calls += 1;
    let text: string;
    const begun = performance.now();
    try {
      const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } };
      text = (await postMcp(this.server.url, body)).text;
    } catch {
      await delay(50);
      return { kind: 'lost' };
    }
    const tookMs = performance.now() - begun;
    this.longest.set(name, Math.max(tookMs, this.longest.get(name) ?? 0));
    if (tookMs > MAX_CALL_MS) this.complain(`${name} took ${Math.round(tookMs)} ms: ${JSON.stringify(args)} ${text}`);
    const reply = JSON.parse(text) as RpcReply;
    const result = reply.result as unknown as ToolReply | undefined;
    if (result === undefined) return this.#refused(name, 'rpc', JSON.stringify(reply.error));
    if (result.isError !== true) return { kind: 'done', value: result.structuredContent };
    const { code, message } = (result.structuredContent as { error: { code: string; message: string } }).error;
    return this.#refused(name, code, message);
  }

  #refused(name: string, code: string, message: string): Outcome {
    if (code === 'internal' || /internal error/i.test(message)) this.complain(`${name}: ${message}`);
    const why = message
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
      .replaceAll(/p\.[0-9a-f-]+/g, 'ID')
      .replaceAll(/\d+/g, 'N');
    const key = `${name}: ${code}: ${why}`;
    this.refusals.set(key, (this.refusals.get(key) ?? 0) + 1);
    return { kind: 'refused', code, message };
  }

  /** The processes of sessions that run now, found by their command lines. */
  processes(): ClaudeProcessSeen[] {
    const found: (ClaudeProcessSeen & { readonly parent: number })[] = [];
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
        if (!words.some((word) => word.endsWith('stand-in-claude.js')) || words.includes('--version')) continue;
        if (!readFileSync(`/proc/${name}/environ`, 'utf8').includes(`CLAUDE_CONFIG_DIR=${this.configDir}\0`)) continue;
        const sessionId = after(words, '--session-id') ?? after(words, '--resume') ?? '?';
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        found.push({ pid: Number(name), sessionId, parent });
      } catch {
        // It has ended.
      }
    }
    // A tool that is being started still has its parent's command line.
    const pids = new Set(found.map(({ pid }) => pid));
    return found.filter(({ parent }) => !pids.has(parent));
  }

  /** Names in the folder of runs. */
  runs(): string[] {
    try {
      return readdirSync(join(this.folder, '.codez', 'run'));
    } catch {
      return [];
    }
  }
}

function after(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  if (at >= 0) return words[at + 1];
  return words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1);
}
