import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { KeptLogins } from '../../../src/mcp/oauth-client/kept-logins.ts';
import { cleanEnvironment, type Finished, runCodez } from '../codez-process.ts';
import { scratchFolder } from '../scratch.ts';
import { type ServerOptions, startServer, type TestServer } from '../server.ts';
import { type BrowserBin, createBrowserBin } from './browser-bin.ts';

/** A person's machine with a browser that signs in by itself. */
export interface LoginMachine {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly browser: BrowserBin;
  codez(...args: readonly string[]): Promise<Finished>;
  /** What `tokens.json` holds. */
  kept(): KeptLogins;
}

/** Makes the machine of a person. */
export function createLoginMachine(
  person: string,
  variables: Readonly<Record<string, string>> = {},
  { denies = false, folder = scratchFolder() } = {},
): LoginMachine {
  const browser = createBrowserBin(person, { denies });
  const env = cleanEnvironment(folder, { ...browser.variables, ...variables });
  const home = join(folder, '.codez');
  return {
    env,
    home,
    browser,
    codez: (...args) => runCodez(args, env),
    kept: () => {
      const file = join(home, 'tokens.json');
      const none: KeptLogins = { schema: 1, clients: {}, logins: {} };
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptLogins) : none;
    },
  };
}

/** Starts a codez server that takes tokens of `issuer` and trusts nobody for being on this machine. */
export async function startTokenServer(
  t: Pick<TestContext, 'after'>,
  issuer: { readonly url: string },
  options: ServerOptions = {},
): Promise<TestServer> {
  const env = { AUTHKIT_URL: issuer.url, CODEZ_LOOPBACK: 'off', ...options.env };
  const server = await startServer({ ...options, env });
  t.after(() => server.stop());
  return server;
}
