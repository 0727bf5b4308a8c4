import { CodezError, type ErrorCode } from '../core/errors.ts';

const ELSEWHERE = 'or choose another data directory with --home.';

/** What the operating system's refusals mean to a user: code, reason, what to do next. */
const SYSTEM_ERRORS: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
  EACCES: ['forbidden', 'permission denied', `Check its owner and mode, ${ELSEWHERE}`],
  EPERM: ['forbidden', 'operation not permitted', `Check its owner and mode, ${ELSEWHERE}`],
  EROFS: ['forbidden', 'the file system is read-only', `Make it writable, ${ELSEWHERE}`],
  ENOSPC: ['unavailable', 'no space is left on the device', 'Free some space and try again; nothing was lost.'],
  EDQUOT: ['unavailable', 'the disk quota is used up', 'Free some space and try again; nothing was lost.'],
  ELOOP: ['forbidden', 'it is a symbolic link', `Put a file of its own there, ${ELSEWHERE}`],
  EMFILE: ['unavailable', 'too many files are open', 'Raise the limit of open files (ulimit -n) and try again.'],
  EADDRINUSE: ['conflict', 'the address is in use', 'Stop what uses it, or choose another with --port.'],
  EADDRNOTAVAIL: ['invalid', 'this machine does not have the address', 'Choose another with --host.'],
  ENAMETOOLONG: ['invalid', 'the name is too long', 'Choose a shorter path.'],
};

/** Returns the error a user is shown for `thrown`, or undefined for what must be a bug. */
export function toCodezError(thrown: unknown): CodezError | undefined {
  if (thrown instanceof CodezError) return thrown;
  if (!(thrown instanceof Error)) return undefined;
  const { code, path, address, port } = thrown as NodeJS.ErrnoException & { address?: string; port?: number };
  const known = code === undefined ? undefined : SYSTEM_ERRORS[code];
  if (known === undefined) return undefined;
  const [errorCode, reason, hint] = known;
  const subject = path ?? (address === undefined ? 'A system call' : `${address}:${port}`);
  return new CodezError(errorCode, `${subject} cannot be used: ${reason} (${code})`, hint, { cause: thrown });
}
