import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { spawnCodez } from '../codez-process.ts';
import { send } from '../http.ts';
import { createBrowser } from './browser.ts';
import { createLoginMachine } from './login-machine.ts';

/** A login that waits for its answer. */
export interface WaitingLogin {
  readonly address: URL;
  readonly redirect: URL;
  readonly state: string;
  readonly stderr: () => string;
  readonly child: ChildProcess;
  /** Resolves to the exit code. */
  readonly done: Promise<number | null>;
  /** Goes through the pages of the issuer and returns the final address, which nobody has opened. */
  finalAddress(denies?: boolean): Promise<URL>;
  /** Sends a GET to the callback. */
  call(query: Readonly<Record<string, string>> | string, headers?: Readonly<Record<string, string>>): Promise<number>;
  says(pattern: RegExp): Promise<void>;
}

/** Starts `codez login URL --no-browser` on a machine of its own, and resolves when it waits. */
export async function startLogin(
  t: TestContext,
  target: { readonly url: string },
  ...args: readonly string[]
): Promise<WaitingLogin> {
  const machine = createLoginMachine('ada');
  const child = spawnCodez(['login', target.url, '--no-browser', ...args], machine.env);
  t.after(() => child.kill('SIGKILL'));
  const done = once(child, 'close').then(([code]) => code as number | null);
  let stderr = '';
  let look = (): void => {};
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
    look();
  });
  const says = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      look = () => {
        if (pattern.test(stderr)) resolve();
      };
      void done.then(() => reject(new Error(`${pattern} was not said:\n${stderr}`)));
      look();
    });
  await says(/begins with .*\n/);
  const address = new URL(/^ {2}(http\S+)$/m.exec(stderr)?.[1] ?? '');
  const redirect = new URL(address.searchParams.get('redirect_uri') ?? '');
  return {
    address,
    redirect,
    state: address.searchParams.get('state') ?? '',
    stderr: () => stderr,
    child,
    done,
    says,
    async finalAddress(denies = false) {
      const browser = createBrowser({ login: 'ada', denies });
      return new URL((await browser.visit(address.href, (url) => url.startsWith(redirect.href))).url);
    },
    async call(query, headers = {}) {
      const search = typeof query === 'string' ? query : `?${new URLSearchParams(query)}`;
      const path = search.startsWith('?') ? redirect.pathname + search : search;
      return (await send(redirect.origin, { path, headers: { host: redirect.host, ...headers } })).status;
    },
  };
}
