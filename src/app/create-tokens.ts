import { readFile } from 'node:fs/promises';
import { createTokenVerifier } from '../access/oauth/create-token-verifier.ts';
import type { IntrospectionClient } from '../access/oauth/introspection.ts';
import type { TokenVerifier } from '../access/oauth/token-verifier.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import { isUnencrypted } from '../core/loopback-name.ts';

/**
 * Returns the checks of the configured issuer's tokens, undefined when none is configured; the issuer is asked when the
 * first token comes.
 * @throws CodezError `invalid` for an issuer on another machine without TLS, and when the client's secret cannot be read
 */
export async function createTokens(settings: Settings, clock: Clock): Promise<TokenVerifier | undefined> {
  const { authkitUrl: issuer } = settings;
  if (issuer === undefined) return undefined;
  if (!settings.insecureHttp && isUnencrypted(new URL(issuer))) throw plainIssuer(issuer);
  return createTokenVerifier({ issuer, client: await readClient(settings), clock, now: () => performance.now() });
}

async function readClient(settings: Settings): Promise<IntrospectionClient | undefined> {
  const { authkitClientId: id, authkitClientSecretFile: file } = settings;
  if (file === undefined) return id === undefined ? undefined : { id, secret: undefined };
  if (id === undefined) {
    throw new CodezError(
      'invalid',
      'There is a secret of a client of the issuer, and no client id',
      'Give the id that belongs to it with --authkit-client-id (AUTHKIT_CLIENT_ID).',
    );
  }
  return { id, secret: await readSecret(file) };
}

function plainIssuer(issuer: string): CodezError {
  return new CodezError(
    'invalid',
    `Tokens would be sent unencrypted to ${issuer}, and whoever answers in its place would be let in`,
    'Give the https address of the authorization server, or --insecure-http if you accept that.',
  );
}

async function readSecret(file: string): Promise<string> {
  try {
    const [line = ''] = (await readFile(file, 'utf8')).split(/\r?\n/, 1);
    if (line.trim() !== '') return line.trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw badSecret(file, `cannot be read (${code})`);
  }
  throw badSecret(file, 'is empty');
}

function badSecret(file: string, why: string): CodezError {
  return new CodezError(
    'invalid',
    `--authkit-client-secret-file: ${file} ${why}`,
    'Write the secret that the issuer gave into its first line, readable for you alone (chmod 600).',
  );
}
