import { randomBytes } from 'node:crypto';
import { createLoginLinks } from '../access/create-login-links.ts';
import { LOOPBACK_NAMES } from '../access/host.ts';
import type { LoginLinks } from '../access/login-links.ts';
import { loginUrl } from '../access/login-url.ts';
import type { Settings } from '../config/settings.ts';
import { type Clock, toIso } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { LoginService } from '../tools/services.ts';

export interface LoginsOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Address of the running server, undefined before it listens and in a process that only makes calls. */
  readonly url: () => string | undefined;
}

/** Login links of a server, and the operation that makes one. */
export function createLogins(options: LoginsOptions): { readonly links: LoginLinks; readonly service: LoginService } {
  const { settings, clock, logger } = options;
  const links = createLoginLinks({ clock, randomBytes, logger });
  const service: LoginService = {
    createLink(via) {
      const url = options.url();
      if (url === undefined) {
        throw new CodezError('unavailable', 'No server is running, so there is no page to open', 'Run: codez serve');
      }
      if (settings.adminRemote === 'off' && !LOOPBACK_NAMES.has(new URL(url).hostname)) {
        throw new CodezError(
          'unavailable',
          `The pages are served on loopback addresses only, and the server listens on ${settings.host}`,
          'Start it with --host 127.0.0.1 or 0.0.0.0, or serve the pages to other machines with --admin-remote on.',
        );
      }
      const { code, expiresAt } = links.createCode();
      return { url: loginUrl(url, code, via), expires_at: toIso(expiresAt) };
    },
  };
  return { links, service };
}
