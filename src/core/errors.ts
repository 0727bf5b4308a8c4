/**
 * Every error a user can meet, with its meaning at the three edges where errors become text:
 * HTTP status, JSON-RPC code, process exit code. What is not a `CodezError` is a bug.
 */
const ERROR_TABLE = {
  invalid: { http: 422, rpc: -32602, exit: 2 },
  unauthenticated: { http: 401, rpc: -32001, exit: 4 },
  forbidden: { http: 403, rpc: -32003, exit: 4 },
  not_found: { http: 404, rpc: -32002, exit: 3 },
  conflict: { http: 409, rpc: -32009, exit: 5 },
  busy: { http: 409, rpc: -32009, exit: 5 },
  too_large: { http: 413, rpc: -32013, exit: 2 },
  rate_limited: { http: 429, rpc: -32029, exit: 5 },
  unavailable: { http: 503, rpc: -32053, exit: 6 },
  timeout: { http: 503, rpc: -32053, exit: 6 },
  internal: { http: 500, rpc: -32603, exit: 1 },
} as const;

export type ErrorCode = keyof typeof ERROR_TABLE;

export interface ErrorEdges {
  readonly http: number;
  readonly rpc: number;
  readonly exit: number;
}

export interface CodezErrorOptions {
  readonly cause?: unknown;
  /** Field name → what is wrong with it; present on validation errors. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** HTTP status where the protocol names another one than the table. */
  readonly http?: number;
  /** JSON-RPC code where the protocol names another one than the table. */
  readonly rpc?: number;
  /** When it is worth trying again, in seconds. */
  readonly retryAfterSeconds?: number;
  /** The scope that a new token would have to carry: the door then challenges for it (RFC 6750 §3.1). */
  readonly missingScope?: string;
}

/** An error meant for a user: what happened (`message`) and what to do next (`hint`). */
export class CodezError extends Error {
  override readonly name = 'CodezError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly fields: Readonly<Record<string, readonly string[]>> | undefined;
  /** This error's face at each edge. */
  readonly edges: ErrorEdges;
  readonly retryAfterSeconds: number | undefined;
  readonly missingScope: string | undefined;

  constructor(code: ErrorCode, message: string, hint: string, options: CodezErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = hint;
    this.fields = options.fields;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.missingScope = options.missingScope;
    const { http, rpc, exit } = ERROR_TABLE[code];
    this.edges = { http: options.http ?? http, rpc: options.rpc ?? rpc, exit };
  }
}

/** Returns the HTTP status, JSON-RPC code and exit code of an error code. */
export function edgesOf(code: ErrorCode): ErrorEdges {
  return ERROR_TABLE[code];
}

/** Returns true when `text` names an error code of the table (e.g. one read from a server's reply). */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(ERROR_TABLE, text);
}

/** All error codes, for generated references. */
export const ERROR_CODES = Object.keys(ERROR_TABLE) as readonly ErrorCode[];

/** `<message>. <hint>`: the one sentence form of an error, for clients that show text only. */
export function toSentence(error: CodezError): string {
  const message = /[.!?]$/.test(error.message) ? error.message : `${error.message}.`;
  return error.hint === '' ? message : `${message} ${error.hint}`;
}
