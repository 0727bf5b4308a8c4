import { CodezError } from '../core/errors.ts';

/** Thrown when no connection could be made: nothing was sent, so the request may be repeated elsewhere. */
export class UnreachableError extends CodezError {}
