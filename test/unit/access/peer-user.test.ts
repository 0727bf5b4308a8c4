import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSocketUid, shareReads } from '../../../src/access/peer-user.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const V4 = `${HEAD}   0: 0100007F:1001 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1\n   1: 0100007F:C350 0100007F:1001 01 00000000:00000000 00:00000000 00000000  1000        0 101 1\n   2: 0100007F:1001 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 102 1\n`;
const V6 = `${HEAD}   0: 00000000000000000000000001000000:C350 00000000000000000000000001000000:1001 01 00000000:00000000 00:00000000 00000000  1001        0 103 1\n   1: 0000000000000000FFFF00000100007F:C351 0000000000000000FFFF00000100007F:1001 01 00000000:00000000 00:00000000 00000000  1002        0 104 1\n`;
const SERVER = 4097;

test('the uid of an IPv4 peer is read from its own row, not from the server’s', () => {
  const peer = { address: '127.0.0.1', port: 0xc350 };
  assert.equal(findSocketUid(V4, peer, { address: '127.0.0.1', port: SERVER }), 1000);
});

test('an IPv6 peer is found', () => {
  assert.equal(findSocketUid(V6, { address: '::1', port: 0xc350 }, { address: '::1', port: SERVER }), 1001);
});

test('an IPv4 peer that used an IPv6 socket is found', () => {
  const peer = { address: '::ffff:127.0.0.1', port: 0xc351 };
  assert.equal(findSocketUid(V6, peer, { address: '127.0.0.1', port: SERVER }), 1002);
});

test('a connection that is not in the table belongs to nobody', () => {
  const peer = { address: '127.0.0.1', port: 0xc352 };
  assert.equal(findSocketUid(V4, peer, { address: '127.0.0.1', port: SERVER }), undefined);
  assert.equal(findSocketUid('', peer, { address: '127.0.0.1', port: SERVER }), undefined);
});

test('a socket that its process has closed is nobody’s, though the system shows it as root’s [access.loopback.user]', () => {
  const peer = { address: '127.0.0.1', port: 0xc350 };
  for (const state of ['04', '05', '06']) {
    const closed = `${HEAD}   0: 0100007F:C350 0100007F:1001 ${state} 00000000:00000000 03:000002BD 00000000     0        0 0 3 000\n`;
    assert.equal(findSocketUid(closed, peer, { address: '127.0.0.1', port: SERVER }), undefined, state);
  }
});

test('connections that come together share a look at the tables, which begins after they came [access.loopback.many]', async () => {
  const reads: Deferred[] = [];
  const look = shareReads(() => {
    const read = defer();
    reads.push(read);
    return read.promise;
  });
  const first = look();
  const others = Array.from({ length: 1000 }, () => look());
  assert.equal(reads.length, 1);
  reads[0]?.resolve(1);
  assert.equal(await first, 1);
  assert.equal(reads.length, 2, 'one for all that came while the first ran');
  const last = look();
  reads[1]?.reject(new Error('no table'));
  assert.deepEqual(new Set((await Promise.allSettled(others)).map(({ status }) => status)), new Set(['rejected']));
  reads[2]?.resolve(3);
  assert.equal(await last, 3, 'one that fails ends nothing');
  assert.equal(reads.length, 3);
});

interface Deferred {
  readonly promise: Promise<number>;
  readonly resolve: (value: number) => void;
  readonly reject: (error: Error) => void;
}

function defer(): Deferred {
  let settle: Pick<Deferred, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<number>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...(settle as Pick<Deferred, 'resolve' | 'reject'>) };
}
