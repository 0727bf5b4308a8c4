import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { CodezError } from '../../core/errors.ts';
import type { RunDirectory } from './run-directory.ts';

/** How long a process may leave its input unread. */
const TIMEOUT_MS = 10_000;

/** Writes lines to the standard input of a process. */
export class InputWriter {
  readonly #stream: Writable;
  #failure: Error | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** Opens the FIFO of a run without blocking, so that a full pipe holds up no thread. @throws ENXIO when nobody reads */
  static async open(directory: RunDirectory): Promise<InputWriter> {
    const socket = new Socket({ fd: await directory.openInForWriting(), readable: false, writable: true });
    socket.unref();
    return new InputWriter(socket);
  }

  /**
   * Resolves when the pipe has taken the whole line.
   * @throws CodezError `unavailable` when nobody reads any more, or not for 10 s; the line may then still be read later
   */
  async write(message: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#failure !== undefined || this.#stream.destroyed) throw gone(this.#failure);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(silent()), TIMEOUT_MS);
      this.#stream.write(`${JSON.stringify(message)}\n`, (error) => {
        clearTimeout(timer);
        if (error === null || error === undefined) resolve();
        else reject(gone(error));
      });
    });
  }

  /** Ends a line that an earlier writer may have left unfinished; an empty line means nothing. */
  writeLineEnd(): void {
    this.#stream.write('\n');
  }

  close(): void {
    this.#stream.destroy();
  }
}

function gone(cause: Error | undefined): CodezError {
  return new CodezError(
    'unavailable',
    "The session's process has ended",
    'Send the prompt again: the session is resumed.',
    cause === undefined ? {} : { cause },
  );
}

function silent(): CodezError {
  return new CodezError(
    'unavailable',
    `The session's process has not read its input for ${TIMEOUT_MS / 1000} s`,
    'End it with dispose_session and send the prompt again; with the same prompt_id it runs once.',
  );
}
