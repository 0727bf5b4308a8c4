import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMessage } from '../../../src/mcp/json-rpc.ts';

const CASES: readonly (readonly [what: string, value: unknown, kind: string, id?: unknown])[] = [
  ['a request', { jsonrpc: '2.0', id: 1, method: 'ping' }, 'request', 1],
  ['a request with a string id', { jsonrpc: '2.0', id: '', method: 'ping' }, 'request', ''],
  ['a fractional id', { jsonrpc: '2.0', id: 1.5, method: 'ping' }, 'request', 1.5],
  ['a notification', { jsonrpc: '2.0', method: 'ping' }, 'notification'],
  ['a response', { jsonrpc: '2.0', id: 1, result: {} }, 'response'],
  ['an error response', { jsonrpc: '2.0', id: 1, error: { code: 1, message: '' } }, 'response'],
  ['id null', { jsonrpc: '2.0', id: null, method: 'ping' }, 'invalid', null],
  ['an id that JSON would change', { jsonrpc: '2.0', id: 2 ** 53, method: 'ping' }, 'invalid', null],
  ['an object as id', { jsonrpc: '2.0', id: {}, method: 'ping' }, 'invalid', null],
  ['a missing version', { id: 7, method: 'ping' }, 'invalid', 7],
  ['another version', { jsonrpc: '1.0', id: 7, method: 'ping' }, 'invalid', 7],
  ['a method that is no string', { jsonrpc: '2.0', id: 7, method: 5 }, 'invalid', 7],
  ['neither method nor result', { jsonrpc: '2.0', id: 7 }, 'invalid', 7],
  ['params that are a string', { jsonrpc: '2.0', id: 7, method: 'ping', params: 'x' }, 'invalid', 7],
  ['params that are null', { jsonrpc: '2.0', id: 7, method: 'ping', params: null }, 'invalid', 7],
  ['a number', 5, 'invalid', null],
  ['null', null, 'invalid', null],
  ['an array', [], 'invalid', null],
];

for (const [what, value, kind, id] of CASES) {
  test(`${what} is ${kind}`, () => {
    const message = parseMessage(value);
    assert.equal(message.kind, kind);
    if (id !== undefined) assert.equal((message as { id: unknown }).id, id);
  });
}
