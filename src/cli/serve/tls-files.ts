import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Settings } from '../../config/settings.ts';
import { CodezError } from '../../core/errors.ts';

/**
 * Returns certificate and key of the settings, undefined when there are none.
 * @throws CodezError `invalid` when a file cannot be read, is no PEM, or the two do not belong together
 */
export async function readTlsFiles({ tlsCert, tlsKey }: Settings): Promise<{ cert: Buffer; key: Buffer } | undefined> {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const [cert, key] = await Promise.all([readPem('--tls-cert', tlsCert), readPem('--tls-key', tlsKey)]);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new CodezError(
      'invalid',
      `${tlsCert} and ${tlsKey} are no certificate and key for TLS: ${(cause as Error).message}`,
      'Give a PEM certificate chain with --tls-cert and its own unencrypted PEM key with --tls-key.',
      { cause },
    );
  }
  return { cert, key };
}

async function readPem(option: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CodezError('invalid', `${option}: ${file} cannot be read (${code})`, 'Name a readable PEM file.', {
      cause,
    });
  }
}
