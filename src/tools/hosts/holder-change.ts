import { z } from 'zod';
import type { HolderChange } from '../../hosts/holder-service.ts';
import { expiresIn, filesAll, grants, insecure, leave, maxMode, roaming, scopes, windowSeconds } from './fields.ts';

/** Arguments that change a host or a user. */
export const holderChange = {
  enabled: z.boolean().optional().describe('False: its key is refused until it is true again.'),
  roaming: roaming.optional(),
  scopes: scopes.optional(),
  spaces: grants.optional(),
  leave: leave.optional(),
  max_mode: maxMode
    .nullable()
    .optional()
    .describe('Highest permission mode of its sessions; null: no limit of its own.'),
  files_all: filesAll.optional(),
  expires_in: expiresIn.nullable().optional().describe('Seconds from now after which its key is refused; null: never.'),
};

/** Arguments that change the window of a host. */
export const windowChange = { insecure: insecure.optional(), window_seconds: windowSeconds.optional() };

/** Returns the change as the service takes it. */
export function toHolderChange(args: z.output<z.ZodObject<typeof holderChange>>): HolderChange {
  const { max_mode: maxMode, files_all: filesAll, expires_in: expiresInSeconds, ...same } = args;
  return { ...same, maxMode, filesAll, expiresInSeconds };
}
