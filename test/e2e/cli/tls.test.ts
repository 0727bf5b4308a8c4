import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { createSelfSigned } from '../../support/self-signed.ts';
import { startServer } from '../../support/server.ts';

const folder = scratchFolder();
const certFile = join(folder, 'cert.pem');
const keyFile = join(folder, 'key.pem');
const { cert, key } = createSelfSigned();
writeFileSync(certFile, cert);
writeFileSync(keyFile, key, { mode: 0o600 });

test('--tls-cert and --tls-key serve HTTPS, beyond loopback too without a further flag [cli.serve.tls]', async () => {
  const server = await startServer({ args: ['--host', '0.0.0.0', '--tls-cert', certFile, '--tls-key', keyFile] });
  assert.match(server.url, /^https:/);
  const trusting = { ...cleanEnvironment(folder), NODE_EXTRA_CA_CERTS: certFile };
  const remote = await runCodez(['tools', '--url', server.url], trusting);
  assert.equal(remote.code, 0, remote.stderr);
  assert.match(remote.stdout, /^memory_store /m);
  // The command line of the same machine goes through the socket.
  assert.equal((await runCodez(['status'], server.env)).code, 0);
  assert.match((await runCodez(['tools'], server.env)).stdout, /^store_verify /m);

  const strange = await runCodez(['tools', '--url', server.url], cleanEnvironment(folder));
  assert.equal(strange.code, 6);
  assert.match(strange.stderr, /^error: The certificate of .* is not trusted .*\nhint: {2}.*NODE_EXTRA_CA_CERTS/);
  assert.equal(await server.stop(), 0);
});

test('files that are no certificate and key are refused before anything is opened', async () => {
  const serve = (...args: string[]) => runCodez(['serve', '--port', '0', ...args], cleanEnvironment(folder));
  const swapped = await serve('--tls-cert', keyFile, '--tls-key', certFile);
  assert.equal(swapped.code, 2);
  assert.match(swapped.stderr, /^error: .*cert\.pem.* are no certificate and key for TLS/);
  const missing = await serve('--tls-cert', join(folder, 'none.pem'), '--tls-key', keyFile);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /^error: --tls-cert: .*none\.pem cannot be read \(ENOENT\)/);
  const half = await serve('--tls-cert', certFile);
  assert.equal(half.code, 2);
  assert.match(half.stderr, /^error: A TLS cert is set without its key\nhint: {2}Give --tls-key FILE too\./);
});
