import type { LaunchSpec } from '../../claude/process/claude-process.ts';
import type { EventBody } from '../events/event.ts';

/** Returns the event of a session that was made with a process. */
export function tellCreated({ cwd, permissionMode, model }: LaunchSpec, by: string): EventBody {
  return {
    type: 'session.created',
    cwd,
    created_by: by,
    permission_mode: permissionMode,
    ...(model === undefined ? {} : { model }),
  };
}
