import { CodezError } from '../core/errors.ts';

/** Wrong use of the command line (exit 2); shows the usage line of the command it is about. */
export class UsageError extends CodezError {
  readonly usage: string;

  constructor(message: string, hint: string, usage: string) {
    super('invalid', message, hint);
    this.usage = usage;
  }
}
