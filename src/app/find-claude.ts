import { findClaudeBinary } from '../claude/process/find-claude-binary.ts';
import type { Settings } from '../config/settings.ts';

/** Path of the claude program that sessions run, or a sentence on why there is none. */
export type FoundClaude = { readonly path: string } | { readonly missing: string };

/** Looks for the claude program as sessions will. */
export async function findClaude(
  { claudeBin }: Pick<Settings, 'claudeBin'>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<FoundClaude> {
  return await findClaudeBinary({ claudeBin, environment, platform: process.platform });
}
