import { stat } from 'node:fs/promises';
import type { Clock } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import type { Ids } from '../../core/ids.ts';
import type { Logger } from '../../core/logger.ts';
import { ensureDirectory } from '../../storage/durable-files.ts';
import { systemCode, toStorageError } from '../../storage/storage-errors.ts';
import { adoptRuns } from './adopt-runs.ts';
import { awaitReady } from './await-ready.ts';
import type { ClaudeLauncher, ClaudeProcess, LaunchSpec } from './claude-process.ts';
import { endProcessTree } from './end-process-tree.ts';
import { findClaudeBinary } from './find-claude-binary.ts';
import { toLaunchArguments } from './launch-arguments.ts';
import { toLaunchEnvironment } from './launch-environment.ts';
import { createProcessTable, type ProcessTable } from './process-table.ts';
import { RunDirectory } from './run-directory.ts';
import { isProcessOf } from './run-record.ts';
import { RunningProcess } from './running-process.ts';
import { type SpawnedClaude, spawnClaude } from './spawn-claude.ts';
import { watchChildEnd } from './watch-process-end.ts';

export interface LauncherOptions {
  /** Where the run directories lie, one a session; absolute. */
  readonly runRoot: string;
  /** Folders that no session's tools read or change; absolute. */
  readonly closedFolders?: readonly string[];
  /** The environment sessions inherit, before it is cleaned. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The program the user named. */
  readonly claudeBin?: string | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly platform?: NodeJS.Platform;
  /** How long a process may take until it has answered; 30 s. */
  readonly readyTimeoutMs?: number;
}

/** Returns what starts `claude` processes that outlive this server, and finds those of an earlier one. */
export function createClaudeLauncher(options: LauncherOptions): ClaudeLauncher {
  const { runRoot, environment, claudeBin, logger } = options;
  const platform = options.platform ?? process.platform;
  const table = createProcessTable(platform);
  /** Sessions whose directory is in use by this server. */
  const open = new Set<string>();
  const search = { claudeBin, environment, platform };

  return {
    findBinary: () => findClaudeBinary(search),

    async launch(spec, signal) {
      const args = toLaunchArguments(spec, options.closedFolders);
      const found = await findClaudeBinary(search);
      if ('missing' in found) throw new CodezError('unavailable', found.reason, found.hint);
      await checkFolder(spec.cwd);
      if (open.has(spec.sessionId)) throw alreadyRunning(spec.sessionId);
      open.add(spec.sessionId);
      const directory = new RunDirectory(runRoot, spec.sessionId);
      let isOurs = false;
      try {
        await prepareDirectory(runRoot, directory, table);
        isOurs = true;
        const env = toLaunchEnvironment(environment, spec.cwd);
        const spawned = await spawnClaude({ binary: found.path, args, cwd: spec.cwd, env, directory, platform });
        return await bring(spawned, spec, directory, signal);
      } catch (error) {
        if (isOurs) await directory.remove().catch(() => undefined);
        open.delete(spec.sessionId);
        throw error instanceof CodezError || signal?.aborted === true
          ? error
          : toStorageError(error, 'Starting a session in', directory.path);
      }
    },

    async adoptAll() {
      return await adoptRuns({
        runRoot,
        table,
        logger,
        isOpen: (sessionId) => open.has(sessionId),
        onOpened: (sessionId) => open.add(sessionId),
        onClosed: (sessionId) => open.delete(sessionId),
      });
    },
  };

  /** Makes a process that was just started known on disk and waits until it is ready. */
  async function bring(
    { child, input, inputKind }: SpawnedClaude,
    spec: LaunchSpec,
    directory: RunDirectory,
    signal: AbortSignal | undefined,
  ): Promise<ClaudeProcess> {
    const { pid } = child;
    const end = watchChildEnd(child);
    const start = await table.startOf(pid);
    let running: RunningProcess | undefined;
    try {
      const record = {
        sessionId: spec.sessionId,
        pid,
        start: start ?? 0,
        bootId: await table.bootId(),
        startedAt: options.clock(),
        input: inputKind,
        run: options.ids.hex(6),
        cuts: 0,
        spec,
      };
      const out = await directory.openOut();
      const onClosed = (): void => void open.delete(spec.sessionId);
      const run = { directory, record, out, input, end, isOfThisBoot: true, table, logger, onClosed };
      running = new RunningProcess(run);
      const requestId = options.ids.uuid();
      const { readyTimeoutMs: timeoutMs } = options;
      const ready = awaitReady({ running, ended: end.ended, requestId, signal, timeoutMs });
      // Both are waited for, so that nothing is written into a directory that is being removed.
      const [written, answered] = await Promise.allSettled([directory.writeRecord(record), ready]);
      for (const result of [answered, written]) if (result.status === 'rejected') throw result.reason;
      return running;
    } catch (error) {
      await endProcessTree({ table, pid, start: start ?? 0 }).catch((problem: Error) =>
        logger.error('a process that did not start well is left', { pid, error: problem.message }),
      );
      running?.detach();
      input.close();
      throw error;
    }
  }
}

/** Makes the directory of a run; what an earlier one left, whose process is gone, is removed first. */
async function prepareDirectory(runRoot: string, directory: RunDirectory, table: ProcessTable): Promise<void> {
  await ensureDirectory(runRoot);
  try {
    await directory.make();
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    await directory.check(process.getuid?.());
    const record = await directory.readRecord().catch(() => undefined);
    const isInUse =
      (record !== undefined && (await isProcessOf(record, table))) ||
      (await table.readingFrom(directory.inPath)).length > 0;
    if (isInUse) throw alreadyRunning(directory.sessionId);
    await directory.remove();
    await directory.make();
  }
}

async function checkFolder(cwd: string): Promise<void> {
  const isFolder = await stat(cwd).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new CodezError('invalid', `${cwd} is no folder`, 'Name a folder that exists.');
}

function alreadyRunning(sessionId: string): CodezError {
  return new CodezError(
    'conflict',
    `Session ${sessionId} has a running process already`,
    'Send it prompts, or end it with dispose_session.',
  );
}
