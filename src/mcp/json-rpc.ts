import { type CodezError, toSentence } from '../core/errors.ts';
import { isJsonObject } from '../core/json-object.ts';

/** Codes of JSON-RPC 2.0 §5.1. */
export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;

export type RpcId = string | number;
export type RpcParams = Readonly<Record<string, unknown>>;

export type RpcMessage =
  | { readonly kind: 'request'; readonly id: RpcId; readonly method: string; readonly params: RpcParams }
  | { readonly kind: 'notification'; readonly method: string; readonly params: RpcParams }
  | { readonly kind: 'response'; readonly id: RpcId; readonly result: RpcParams | undefined }
  | { readonly kind: 'invalid'; readonly id: RpcId | null; readonly reason: string };

/** A failure as JSON-RPC shows it. */
export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** Thrown by a method for failures that are the protocol's own. */
export class RpcError extends Error {
  readonly failure: RpcFailure;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.failure = data === undefined ? { code, message } : { code, message, data };
  }
}

/** A result that is serialised already and goes into the reply as it is. */
export class RawJson {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/** Returns what a parsed JSON value is as a JSON-RPC message; never throws. */
export function parseMessage(value: unknown): RpcMessage {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'invalid', id: null, reason: 'a JSON-RPC message is an object' };
  }
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  const invalid = (reason: string): RpcMessage => ({ kind: 'invalid', id: isId(id) ? id : null, reason });
  if (jsonrpc !== '2.0') return invalid('jsonrpc must be "2.0"');
  if (method === undefined && isId(id) && ('result' in value || 'error' in value)) {
    return { kind: 'response', id, result: toResult((value as Record<string, unknown>)['result']) };
  }
  if (typeof method !== 'string') return invalid('method must be a string');
  if (params !== undefined && (typeof params !== 'object' || params === null)) {
    return invalid('params must be an object');
  }
  const checked = (Array.isArray(params) ? { '': params } : (params ?? {})) as RpcParams;
  if (!('id' in value)) return { kind: 'notification', method, params: checked };
  if (!isId(id)) return invalid('id must be a string or an integer that JSON keeps exactly');
  return { kind: 'request', id, method, params: checked };
}

/** A response without a result is an error, whatever it says. */
function toResult(result: unknown): RpcParams | undefined {
  return isJsonObject(result) ? result : undefined;
}

/** Integers beyond 2^53 and 1e999 would come back changed, so they are refused rather than echoed wrongly. */
function isId(id: unknown): id is RpcId {
  return typeof id === 'string' || (Number.isFinite(id) && (Number.isSafeInteger(id) || !Number.isInteger(id)));
}

export function renderResult(id: RpcId, result: unknown): string {
  const json = result instanceof RawJson ? result.json : JSON.stringify(result ?? {});
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${json}}`;
}

export function renderFailure(id: RpcId | null, failure: RpcFailure): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: failure });
}

export function renderRequest(id: RpcId, method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

export function renderNotification(method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', method, params });
}

/** Returns a user's error as JSON-RPC shows it: one sentence, with the parts under `data`. */
export function toFailure(error: CodezError): RpcFailure {
  const { code, message, hint, fields } = error;
  return {
    code: error.edges.rpc,
    message: toSentence(error),
    data: { code, message, hint, ...(fields === undefined ? {} : { errors: fields }) },
  };
}
