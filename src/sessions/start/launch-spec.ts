import type { LaunchSpec } from '../../claude/process/claude-process.ts';
import { CodezError } from '../../core/errors.ts';
import type { PermissionMode } from '../../core/permission-mode.ts';
import type { Principal } from '../../core/principal.ts';
import type { LaunchOptions, SessionRecord } from '../records/session-record.ts';
import { findUntrusted } from '../rules/find-untrusted.ts';
import { checkMode } from '../rules/permission-modes.ts';
import type { SessionLimits } from '../rules/session-limits.ts';
import { resolveWorkingFolder } from '../rules/working-folder.ts';
import type { SessionContext } from '../session-context.ts';

type SpecContext = Pick<SessionContext, 'transcripts' | 'trust' | 'limits'>;

/**
 * Returns how the next process of a session is started: it resumes what there is of it, in the folder that is known,
 * with what it was made with. Roots, modes and trust are looked at each time. Where one of its folders is not trusted,
 * nothing of any of them runs: the skills of a further folder may hold commands.
 * @param principal on whose behalf; undefined for a prompt that was accepted before
 * @throws CodezError `forbidden` (folder, mode), `not_found` (folder, session)
 */
export async function resolveLaunchSpec(
  context: SpecContext,
  sessionId: string,
  record: SessionRecord | undefined,
  { cwd: wantedCwd, slug, principal }: { cwd?: string | undefined; slug?: string | undefined; principal?: Principal },
): Promise<LaunchSpec> {
  const { transcripts, trust, limits } = context;
  const transcript = await transcripts.find(sessionId, slug);
  if (record === undefined && transcript === undefined) throw noSession(sessionId);
  const from = wantedCwd ?? record?.cwd ?? transcript?.cwd;
  if (from === undefined) {
    throw new CodezError(
      'invalid',
      `No folder is known for session ${sessionId}`,
      'Name the folder to go on in as cwd.',
    );
  }
  const cwd = await resolveWorkingFolder(from, limits);
  const { addDirs: further, ...launch }: LaunchOptions = record?.launch ?? { permissionMode: 'default' };
  checkMode(launch.permissionMode as PermissionMode, limits, principal ?? { kind: 'owner' });
  const addDirs = await resolveAddDirs(further, limits);
  const allowedTools = [...(launch.allowedTools ?? []), ...(record?.always_allowed ?? [])];
  return {
    ...launch,
    ...(allowedTools.length === 0 ? {} : { allowedTools }),
    ...(addDirs.length === 0 ? {} : { addDirs }),
    sessionId,
    cwd,
    trusted: (await findUntrusted(trust, [cwd, ...addDirs])).length === 0,
    ...startOf(record, transcript !== undefined),
  };
}

/** Further folders may have become links to others since; those that are gone are left out. */
async function resolveAddDirs(folders: readonly string[] = [], limits: SessionLimits): Promise<readonly string[]> {
  const found = await Promise.all(
    folders.map((folder) =>
      resolveWorkingFolder(folder, limits).catch((error: unknown) => {
        if (error instanceof CodezError && error.code === 'not_found') return undefined;
        throw error;
      }),
    ),
  );
  return found.filter((folder) => folder !== undefined);
}

function startOf(
  record: SessionRecord | undefined,
  hasTranscript: boolean,
): Pick<LaunchSpec, 'start' | 'forkOf' | 'forkAt'> {
  if (hasTranscript) return { start: 'resume' };
  if (record?.forked_from === undefined) return { start: 'new' };
  return {
    start: 'fork',
    forkOf: record.forked_from,
    ...(record.fork_at === undefined ? {} : { forkAt: record.fork_at }),
  };
}

/** Returns the refusal of a session that nobody knows. */
export function noSession(sessionId: string): CodezError {
  return new CodezError('not_found', `There is no session ${sessionId}`, 'List the sessions with list_sessions.');
}
