import { CodezError } from '../core/errors.ts';
import type { Io } from './io.ts';

/**
 * Asks for a secret on the terminal, without showing what is typed.
 * @throws CodezError `unauthenticated` with `hint` where there is nobody to ask, or nothing was typed
 */
export async function askHidden(
  { stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>,
  name: string,
  hint: string,
): Promise<string> {
  const missing = (): CodezError => new CodezError('unauthenticated', `No ${name} was given`, hint);
  if (stdin.isTTY !== true || stderr.isTTY !== true) throw missing();
  // Before the question: what is typed at once would be shown.
  stdin.setRawMode(true);
  stderr.write(`${name} (not shown): `);
  stdin.setEncoding('utf8');
  try {
    const typed = await readKeys(stdin);
    if (typed === undefined || typed.trim() === '') throw missing();
    return typed.trim();
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** Enter, Ctrl-C and Ctrl-D. */
const ENDS = new Set(['\r', '\n', '\u0003', '\u0004']);

/** Resolves to what was typed before Enter, undefined after Ctrl-C or Ctrl-D. */
function readKeys(stdin: Io['stdin']): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed = '';
    const end = (result: string | undefined): void => {
      stdin.off('data', onData);
      resolve(result);
    };
    const onData = (keys: string): void => {
      for (const key of keys) {
        if (ENDS.has(key)) {
          end(key === '\r' || key === '\n' ? typed : undefined);
          return;
        }
        if (key === '\u007f' || key === '\b') typed = typed.slice(0, -1);
        else if (key >= ' ') typed += key;
      }
    };
    stdin.on('data', onData);
    stdin.resume();
  });
}
