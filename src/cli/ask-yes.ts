import { CodezError } from '../core/errors.ts';
import type { CommandContext } from './define-command.ts';
import { readTypedLines } from './session/typed-lines.ts';

/** A question before something that cannot be taken back lightly. */
export interface YesQuestion {
  /** What would happen; a line or several. */
  readonly warning: string;
  /** `Go on?` */
  readonly question: string;
  /** What was not done, when the answer is no. */
  readonly refusal: string;
}

/**
 * Asks on the terminal and resolves when the answer is yes. `--yes` (given) answers unasked.
 * @throws CodezError `invalid` where there is nobody to ask, `conflict` when the answer is no
 */
export async function askYes(
  { io, signal, output }: Pick<CommandContext, 'io' | 'signal' | 'output'>,
  isGiven: boolean,
  { warning, question, refusal }: YesQuestion,
): Promise<void> {
  if (isGiven) {
    output.warn(warning);
    return;
  }
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) {
    throw new CodezError('invalid', warning, 'Give --yes to say that this is wanted.');
  }
  io.stderr.write(`${warning}\n${question} [y/N] `);
  const line = await new Promise<string>((done) => {
    const settle = (typed: string): void => {
      stop();
      done(typed);
    };
    const stop = readTypedLines(io.stdin, settle);
    signal.addEventListener('abort', () => settle(''), { once: true });
  });
  if (!/^\s*y(es)?\s*$/i.test(line)) throw new CodezError('conflict', refusal, 'Answer y, or give --yes.');
}
