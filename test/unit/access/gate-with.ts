import { createGate, type Gate, type GateOptions } from '../../../src/access/gate.ts';
import { CodezError } from '../../../src/core/errors.ts';
import { OWNER, OWNER_ADMIN } from '../../../src/core/principal.ts';
import { NO_KEYS } from '../../support/no-keys.ts';
import { rulesWith } from './facts.ts';

/** A gate that knows nobody but the machine's owner and has no limits, changed as a case needs it. */
export function gateWith(change: Partial<GateOptions> = {}): Gate {
  return createGate({
    rules: rulesWith(),
    owner: () => OWNER,
    ownerAdmin: () => OWNER_ADMIN,
    keys: NO_KEYS,
    logins: {
      createCode: () => ({ code: '', expiresAt: 0 }),
      exchange: () => undefined,
      isBearer: () => false,
      revoke() {},
    },
    people: {
      principalOf() {
        throw new CodezError('forbidden', 'nobody is known', '');
      },
    },
    tokens: undefined,
    failures: { isBlocked: () => false, blockedSeconds: () => 0, note() {} },
    addressLimit: undefined,
    principalLimit: undefined,
    clientAddress: ({ peerAddress }) => peerAddress,
    ...change,
  });
}
