import { CodezError } from '../core/errors.ts';
import type { Services } from '../tools/services.ts';

/** Stands where the session services are put in, one after the other. */
export function pendingServices(): Pick<Services, 'sessions'> {
  const pending = (name: string): never =>
    new Proxy({} as never, {
      get: (_, method) => () => {
        // Nothing was started yet, so nobody has a place to begin at.
        if (method === 'startCursorOf') return undefined;
        if (method === 'findSessionOfToolUse') return Promise.resolve(undefined);
        if (method === 'isLive') return false;
        throw new CodezError('unavailable', `${name} cannot be used yet`, 'Update codez.');
      },
    });
  return {
    sessions: pending('sessions'),
  };
}
