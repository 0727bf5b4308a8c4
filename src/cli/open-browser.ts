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
  const { default: open } = await import('open');
  const browser = env['BROWSER'];
  try {
    const child = await open(url.href, isSet(browser) ? { app: { name: browser as string } } : {});
    child.on('error', () => {});
  } catch (cause) {
    throw new CodezError('unavailable', 'No browser could be started', 'Open the address yourself.', { cause });
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
