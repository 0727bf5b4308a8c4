import { CodezError } from '../core/errors.ts';
import { UnreachableError } from '../mcp/unreachable-error.ts';
import type { ToolInvoker } from '../tools/tool-invoker.ts';
import type { OpenInvoker } from './open-invoker.ts';

/** How long the data directory stays owned after the last call, so that others get their turn. */
const RELEASE_AFTER_MS = 1000;

/**
 * Operations for a process that lives long beside others: each call goes through the running server, or owns the
 * data directory only while calls run. A server that starts or stops in between is followed.
 */
export class SharedInvoker implements ToolInvoker {
  readonly #open: () => Promise<OpenInvoker>;
  #opened: Promise<OpenInvoker> | undefined;
  #running = 0;
  #release: NodeJS.Timeout | undefined;

  constructor(open: () => Promise<OpenInvoker>) {
    this.#open = open;
  }

  list(...args: Parameters<ToolInvoker['list']>): ReturnType<ToolInvoker['list']> {
    return this.#use(({ invoker }) => invoker.list(...args));
  }

  call(...args: Parameters<ToolInvoker['call']>): ReturnType<ToolInvoker['call']> {
    return this.#use(({ invoker }) => invoker.call(...args));
  }

  async close(): Promise<void> {
    clearTimeout(this.#release);
    const opened = this.#opened;
    this.#opened = undefined;
    await (await opened?.catch(() => undefined))?.close();
  }

  async #use<Result>(work: (opened: OpenInvoker) => Promise<Result>): Promise<Result> {
    try {
      return await this.#attempt(work);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      // The server has gone since the last call, and nothing was sent: another way may be open by now.
      return await this.#attempt(work);
    }
  }

  async #attempt<Result>(work: (opened: OpenInvoker) => Promise<Result>): Promise<Result> {
    clearTimeout(this.#release);
    this.#running++;
    this.#opened ??= this.#open();
    const opening = this.#opened;
    try {
      return await work(await opening);
    } catch (error) {
      if (isGone(error) && this.#opened === opening) {
        this.#opened = undefined;
        void opening.then((opened) => opened.close()).catch(() => {});
      }
      throw error;
    } finally {
      this.#running--;
      await this.#scheduleRelease();
    }
  }

  async #scheduleRelease(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    if (this.#running > 0 || opened?.where !== 'process') return;
    clearTimeout(this.#release);
    this.#release = setTimeout(() => void this.close(), RELEASE_AFTER_MS);
  }
}

/** The way is closed: the server stopped, or the directory could not be owned. */
function isGone(error: unknown): boolean {
  return error instanceof CodezError && (error.code === 'unavailable' || error.code === 'busy');
}
