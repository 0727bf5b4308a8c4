import { pathToFileURL } from 'node:url';
import { CodezError } from '../core/errors.ts';
import type { Environment, Io } from './io.ts';

/** Returns why no browser can be opened here, undefined when one can. */
export function whyNoBrowser(env: Environment, platform: Io['platform']): string | undefined {
  if (isSet(env['BROWSER'])) return undefined;
  if (isSet(env['CI'])) return 'this is a CI job';
  if (isSet(env['SSH_CONNECTION']) || isSet(env['SSH_TTY'])) return 'this terminal is on another machine (ssh)';
  const hasScreen = ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some((name) => isSet(env[name]));
  return platform === 'linux' && !hasScreen ? 'this machine has no screen' : undefined;
}

/**
 * Opens an address in the browser, the one of `BROWSER` where that is set; never through a shell.
 * @throws CodezError `invalid` for anything but http and https, `unavailable` when no browser starts
 */
export async function openBrowser(address: string, env: Environment): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new CodezError('invalid', 'Only http and https addresses are opened', 'Nothing was opened.');
  }
  await start(url.href, env);
}

/**
 * Opens a page that is a file of this user's own, for addresses that must not stand in the arguments of a program, which
 * every user of this machine can read.
 * @throws CodezError `unavailable` when no browser starts
 */
export async function openPageFile(path: string, env: Environment): Promise<void> {
  await start(pathToFileURL(path).href, env);
}

async function start(target: string, env: Environment): Promise<void> {
  const { default: open } = await import('open');
  const browser = env['BROWSER'];
  try {
    const child = await open(target, isSet(browser) ? { app: { name: browser as string } } : {});
    child.on('error', () => {});
  } catch (cause) {
    throw new CodezError('unavailable', 'No browser could be started', 'Open the address yourself.', { cause });
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
