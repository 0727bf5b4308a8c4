import { setTimeout as delay } from 'node:timers/promises';
import { runCodez } from '../../codez-process.ts';
import type { FuzzWorld } from './fuzz-world.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Kills the server and the processes of its sessions at random, and starts it again. */
export async function makeFaults(world: FuzzWorld, random: SeededRandom, everyMs: number): Promise<void> {
  while (!world.isOver) {
    await delay(random.below(2 * everyMs));
    if (world.isOver) return;
    await random.weighted([
      [5, () => disturb(world, random, 'SIGKILL')],
      [2, () => disturb(world, random, 'SIGTERM')],
      [4, async () => killOne(world, random, 'SIGKILL')],
      [2, async () => killOne(world, random, 'SIGTERM')],
      [2, () => holdOne(world, random)],
      [1, () => endAllOnce(world)],
    ])();
  }
}

/** Ends the server and starts it again; now and then processes of sessions die meanwhile. */
async function disturb(world: FuzzWorld, random: SeededRandom, signal: NodeJS.Signals): Promise<void> {
  world.isDisturbed = true;
  await world.stop(signal);
  while (random.chance(0.3)) killOne(world, random, 'SIGKILL');
  await world.start();
  world.isDisturbed = false;
  // Once more, in the middle of what the start takes over.
  if (random.chance(0.3)) {
    await delay(random.below(80));
    await disturb(world, random, 'SIGKILL');
  }
}

function killOne(world: FuzzWorld, random: SeededRandom, signal: NodeJS.Signals): void {
  const running = world.processes();
  if (running.length === 0) return;
  try {
    process.kill(random.pick(running).pid, signal);
  } catch {
    // It has ended.
  }
}

/** Lets a process of a session do nothing for a while. */
async function holdOne(world: FuzzWorld, random: SeededRandom): Promise<void> {
  const [held] = [random.pick(world.processes())];
  if (held === undefined) return;
  try {
    process.kill(held.pid, 'SIGSTOP');
    await delay(random.below(600));
    process.kill(held.pid, 'SIGCONT');
  } catch {
    // It has ended.
  }
}

/** Ends all sessions, which go on with their next prompts. */
async function endAllOnce(world: FuzzWorld): Promise<void> {
  const ending = runCodez(['call', 'end_sessions'], world.server.env);
  await Promise.race([ending, delay(100)]);
}
