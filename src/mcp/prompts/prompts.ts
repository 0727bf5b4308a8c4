import { orchestrateSessions } from './orchestrate-sessions.ts';
import type { Prompt } from './prompt.ts';
import { startSession } from './start-session.ts';
import { watchSession } from './watch-session.ts';

/** All prompts, sorted by name. A new one is a file of its own and a line here. */
export const PROMPTS: readonly Prompt[] = [orchestrateSessions, startSession, watchSession];
