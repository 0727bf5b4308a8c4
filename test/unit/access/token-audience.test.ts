import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenAudience } from '../../../src/access/token-audience.ts';
import { factsWith, rulesWith } from './facts.ts';

const ALLOWED = { allowedHosts: ['code.example.com', 'odd.example:8443'] };

test('knows which names nobody else goes by [access.oauth.jwt.ours-alone]', () => {
  const elsewhere = { peerAddress: '198.51.100.1' };
  const forwarded = { headers: { forwarded: 'for=198.51.100.1' } };
  const table: readonly [host: string, facts: Parameters<typeof factsWith>[0], origin: string, isOursAlone: boolean][] =
    [
      ['127.0.0.1:4097', {}, 'http://127.0.0.1:4097', true],
      ['LocalHost:4097', {}, 'http://localhost:4097', true],
      ['[::1]:4097', { peerAddress: '::1' }, 'http://[::1]:4097', true],
      ['127.0.0.1:4097', { door: 'unix', peerAddress: '' }, 'http://127.0.0.1:4097', true],
      ['127.0.0.1:4097', elsewhere, 'http://127.0.0.1:4097', false],
      ['localhost:4097', forwarded, 'http://localhost:4097', false],
      ['localhost:5000', {}, 'http://localhost:5000', false],
      ['localhost', {}, 'http://localhost', false],
      ['localhost', { localPort: 80 }, 'http://localhost', true],
      ['192.0.2.1:4097', { ...elsewhere, localAddress: '192.0.2.1' }, 'http://192.0.2.1:4097', true],
      ['code.example.com', elsewhere, 'http://code.example.com', true],
      ['code.example.com', { ...elsewhere, scheme: 'https' }, 'https://code.example.com', true],
      ['code.example.com:443', { ...elsewhere, scheme: 'https' }, 'https://code.example.com', true],
      ['code.example.com:4097', elsewhere, 'http://code.example.com:4097', true],
      ['code.example.com:9999', elsewhere, 'http://code.example.com:9999', false],
      ['code.example.com:443', elsewhere, 'http://code.example.com:443', false],
      ['ODD.example:8443', elsewhere, 'http://odd.example:8443', true],
      ['"odd', { door: 'unix' }, 'http://localhost', true],
    ];
  for (const [host, facts, origin, isOursAlone] of table) {
    const audience = tokenAudience(factsWith({ ...facts, hosts: [host] }), rulesWith(ALLOWED));
    assert.deepEqual(audience, { origin, isOursAlone }, `${host} ${JSON.stringify(facts)}`);
  }
  const publicUrl = new URL('https://code.example.com/mcp');
  const audience = tokenAudience(factsWith({ ...elsewhere, hosts: ['localhost:5000'] }), rulesWith({ publicUrl }));
  assert.deepEqual(audience, { origin: 'https://code.example.com', isOursAlone: true });
});
