import { resendAnswers } from './permissions/permission-desk.ts';
import type { SessionContext } from './session-context.ts';

/**
 * Takes over what an earlier server left: processes that live go on where they are, those that died meanwhile are
 * told, prompts that nobody runs any more end as lost, and what is still queued goes on.
 */
export async function adoptSessions(context: SessionContext): Promise<void> {
  const { launcher, drivers, prompts, logger } = context;
  const { processes, problems } = await launcher.adoptAll();
  for (const problem of problems) logger.warn('a session could not be taken over', { problem });
  await Promise.all(
    processes.map((process) => {
      const driver = drivers.of(process.sessionId);
      return driver.gate.run(async () => {
        const live = driver.own(process);
        await process.drain();
        if (process.isAlive) await resendAnswers(context, process.sessionId, live);
      });
    }),
  );
  for (const sessionId of [...prompts.unfinished()]) {
    const driver = drivers.of(sessionId);
    if (driver.live === undefined) {
      for (const prompt of prompts.running(sessionId)) context.endPrompt(prompt, { state: 'lost' });
    }
    void driver.pump();
  }
}
