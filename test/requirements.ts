import { ACCESS } from './requirements/access.ts';
import { ACCESS_LOG_REQUIREMENTS } from './requirements/access-log.ts';
import { CLI_REQUIREMENTS } from './requirements/cli.ts';
import { HELD_REQUIREMENTS } from './requirements/held.ts';
import { HOST_REQUIREMENTS } from './requirements/hosts.ts';
import { LIMIT_REQUIREMENTS } from './requirements/limits.ts';
import { LOGIN_REQUIREMENTS } from './requirements/login.ts';
import { MCP } from './requirements/mcp.ts';
import { MEMORY } from './requirements/memory.ts';
import { OAUTH_REQUIREMENTS } from './requirements/oauth.ts';
import { PAGE_REQUIREMENTS } from './requirements/pages.ts';
import { PEOPLE_REQUIREMENTS } from './requirements/people.ts';
import { PRODUCT } from './requirements/product.ts';
import type { Requirement } from './requirements/requirement.ts';
import { SEARCH_INDEX_REQUIREMENTS } from './requirements/search-index.ts';
import { SEED1 } from './requirements/seed1.ts';
import { SEED2 } from './requirements/seed2.ts';
import { SESSION_REQUIREMENTS } from './requirements/sessions.ts';
import { SESSION_ACTIVITY_REQUIREMENTS } from './requirements/sessions-activity.ts';
import { SESSIONS_CLI } from './requirements/sessions-cli.ts';
import { SESSION_CLIENT_REQUIREMENTS } from './requirements/sessions-clients.ts';
import { SESSION_COUNTING_REQUIREMENTS } from './requirements/sessions-counting.ts';
import { SESSION_ENGINE_REQUIREMENTS } from './requirements/sessions-engine.ts';
import { SESSION_EVENT_REQUIREMENTS } from './requirements/sessions-events.ts';
import { SESSION_FUZZ_REQUIREMENTS } from './requirements/sessions-fuzz.ts';
import { LIVE_SESSION_REQUIREMENTS } from './requirements/sessions-live.ts';
import { SESSION_PROCESS_REQUIREMENTS } from './requirements/sessions-proc.ts';
import { SESSION_SAFETY_REQUIREMENTS } from './requirements/sessions-safety.ts';
import { SESSION_SEARCH_REQUIREMENTS } from './requirements/sessions-search.ts';
import { SESSION_TOOL_REQUIREMENTS } from './requirements/sessions-tools.ts';
import { SESSION_TRANSCRIPT_REQUIREMENTS } from './requirements/sessions-transcripts.ts';
import { STORAGE } from './requirements/storage.ts';
import { TRUTH_REQUIREMENTS } from './requirements/truth.ts';
import { USAGE_REQUIREMENTS } from './requirements/usage.ts';

/** Every promise of codez, by area. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...SEED1,
  ...SEED2,
  ...MCP,
  ...MEMORY,
  ...STORAGE,
  ...SEARCH_INDEX_REQUIREMENTS,
  ...CLI_REQUIREMENTS,
  ...ACCESS,
  ...HELD_REQUIREMENTS,
  ...HOST_REQUIREMENTS,
  ...LIMIT_REQUIREMENTS,
  ...OAUTH_REQUIREMENTS,
  ...ACCESS_LOG_REQUIREMENTS,
  ...PEOPLE_REQUIREMENTS,
  ...LOGIN_REQUIREMENTS,
  ...PAGE_REQUIREMENTS,
  ...SESSION_REQUIREMENTS,
  ...LIVE_SESSION_REQUIREMENTS,
  ...SESSION_PROCESS_REQUIREMENTS,
  ...SESSION_TOOL_REQUIREMENTS,
  ...SESSION_TRANSCRIPT_REQUIREMENTS,
  ...SESSION_COUNTING_REQUIREMENTS,
  ...SESSION_CLIENT_REQUIREMENTS,
  ...SESSIONS_CLI,
  ...SESSION_ACTIVITY_REQUIREMENTS,
  ...SESSION_EVENT_REQUIREMENTS,
  ...SESSION_ENGINE_REQUIREMENTS,
  ...SESSION_SAFETY_REQUIREMENTS,
  ...SESSION_FUZZ_REQUIREMENTS,
  ...SESSION_SEARCH_REQUIREMENTS,
  ...USAGE_REQUIREMENTS,
  ...TRUTH_REQUIREMENTS,
  ...PRODUCT,
];
