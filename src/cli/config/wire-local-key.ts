import type { ClientConfiguration, ClientOptions } from '../../clients/configure-client.ts';
import type { ClientSurroundings } from '../../clients/target.ts';
import { CodezError } from '../../core/errors.ts';
import type { CommandContext } from '../define-command.ts';
import { runOwnerOperation } from '../host/operations.ts';
import { findLocalKey, issueLocalKey, LOCAL_KEY_VARIABLE, type LocalKey, localHostName } from './local-key.ts';

/** Stands for a key that would be issued. */
const NEW_KEY = 'cz_NEW-KEY';

/** An outcome with the key that the client uses. */
export interface WiredConfiguration extends ClientConfiguration {
  readonly key: {
    readonly host: string;
    /** The variable from which the client reads it; absent where it stands in the file. */
    readonly variable?: string;
    /** Shown this once. */
    readonly key?: string;
    readonly prefix?: string;
    /** `active`, or why it is not let in. */
    readonly state: string;
    readonly issued: boolean;
  };
}

/** Configures a client that needs a key of its own: issues it the first time, and never a second one. */
export async function wireLocalKey(
  context: CommandContext,
  client: string,
  options: ClientOptions,
  surroundings: ClientSurroundings,
): Promise<WiredConfiguration> {
  const { configureClient } = await import('../../clients/configure-client.ts');
  const { findEmbeddedKey } = await import('../../clients/find-embedded-key.ts');
  const variable = options.keyEnv ?? LOCAL_KEY_VARIABLE;
  const isEmbedded = options.embedKey === true;
  const host = localHostName(client, options.name);
  const configure = (key: string | undefined, more: ClientOptions = {}): Promise<ClientConfiguration> => {
    const env = key === undefined ? surroundings.env : { ...surroundings.env, [variable]: key };
    return configureClient(client, { ...options, keyEnv: variable, ...more }, { ...surroundings, env });
  };

  const known = await findLocalKey(context, host);
  if (known !== undefined) {
    const kept = isEmbedded ? await findEmbeddedKey(client, options, surroundings) : undefined;
    const outcome = await configure(isEmbedded ? atHand([kept, surroundings.env[variable]], known) : undefined);
    return toWired(outcome, known, isEmbedded ? undefined : variable);
  }
  // What cannot be written is said before there is a key that nobody knows.
  const planned = await configure(NEW_KEY, { dryRun: true });
  if (options.dryRun === true) {
    return toWired(planned, { host, prefix: undefined, state: 'none' }, isEmbedded ? undefined : variable);
  }
  const issued = await issueLocalKey(context, host);
  try {
    return toWired(await configure(issued.key), issued, isEmbedded ? undefined : variable);
  } catch (error) {
    await runOwnerOperation(context, 'host_remove', { name: host });
    throw error;
  }
}

function toWired(outcome: ClientConfiguration, local: LocalKey, variable: string | undefined): WiredConfiguration {
  const { host, key, prefix, state } = local;
  return {
    ...outcome,
    key: {
      host,
      ...(variable === undefined ? {} : { variable }),
      ...(key === undefined || variable === undefined ? {} : { key }),
      ...(prefix === undefined ? {} : { prefix }),
      state,
      issued: key !== undefined,
    },
  };
}

/** Returns the key that was issued before, where it can be found. @throws CodezError `conflict` where it cannot */
function atHand(found: readonly (string | undefined)[], { host, prefix }: LocalKey): string {
  const key = found.find((each) => prefix !== undefined && each?.startsWith(`cz_${prefix}`));
  if (key !== undefined) return key;
  throw new CodezError(
    'conflict',
    `The key of ${host} was issued before, and is kept nowhere: it cannot be written into the file`,
    `Issue another one with \`codez host rotate ${host}\`, export it as ${LOCAL_KEY_VARIABLE} and run this again.`,
  );
}
