import { EventEmitter, once } from 'node:events';
import { z } from 'zod';
import { CodezError } from '../../src/core/errors.ts';
import { type AnyTool, defineTool } from '../../src/tools/tool.ts';

/** What a test does with a call that runs: wait for its start or its end, and let it go on. */
export interface Gate {
  /** Resolves when a call with this key has begun. */
  started(key: string): Promise<void>;
  /** Lets the call go on. */
  open(key: string): void;
  /** Resolves when the call's signal was aborted. */
  aborted(key: string): Promise<void>;
}

const KEY = z.string().describe('Names the call to the test.');
const RESULT = z.strictObject({ key: KEY });
const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;
const COMMON = { group: 'state', scope: 'state', annotations: READS } as const;

/** Returns tools that wait, report progress and fail as a test says, and the gate that steers them. */
export function createFixtureTools(): { tools: readonly AnyTool[]; gate: Gate } {
  const events = new EventEmitter().setMaxListeners(0);
  const happened = new Set<string>();
  const emit = (event: string): void => {
    happened.add(event);
    events.emit(event);
  };
  const wait = async (event: string): Promise<void> => {
    if (!happened.has(event)) await once(events, event);
  };
  const gate: Gate = {
    started: (key) => wait(`started ${key}`),
    aborted: (key) => wait(`aborted ${key}`),
    open: (key) => emit(`open ${key}`),
  };

  const waiting = defineTool({
    ...COMMON,
    name: 'test_wait',
    title: 'Wait for the test',
    description: 'Returns when the test opens the gate of this key, or fails when the call is cancelled.',
    input: z.strictObject({ key: KEY }),
    output: RESULT,
    async run({ key }, { signal }) {
      emit(`started ${key}`);
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => {
          emit(`aborted ${key}`);
          reject(new CodezError('unavailable', 'The call was cancelled', 'Call again.'));
        });
      });
      await Promise.race([wait(`open ${key}`), aborted]);
      return { key };
    },
  });
  const progress = defineTool({
    ...COMMON,
    name: 'test_progress',
    title: 'Report progress',
    description: 'Reports one step, waits until the test opens the gate, reports two more and returns.',
    input: z.strictObject({ key: KEY }),
    output: RESULT,
    async run({ key }, context) {
      context.progress({ progress: 1, total: 3, message: 'begun' });
      emit(`started ${key}`);
      await wait(`open ${key}`);
      context.progress({ progress: 2, total: 3 });
      context.progress({ progress: 3, total: 3 });
      return { key };
    },
  });
  const broken = defineTool({
    ...COMMON,
    name: 'test_broken',
    title: 'Fail by a bug',
    description: 'Throws what no tool should throw, to see how a bug is shown.',
    input: z.strictObject({}),
    output: RESULT,
    run() {
      throw new TypeError('secret detail of a bug');
    },
  });
  const scoped = defineTool({
    ...COMMON,
    scope: 'admin',
    group: 'admin',
    name: 'test_admin',
    title: 'Need admin',
    description: 'Runs only for the owner on the socket of the data directory.',
    input: z.strictObject({}),
    output: RESULT,
    run: () => ({ key: 'admin' }),
  });
  const many = Array.from({ length: 130 }, (_, index) =>
    defineTool({
      ...COMMON,
      name: `test_many_${String(index).padStart(3, '0')}`,
      title: `One of many, ${index}`,
      description: 'One of so many tools that a list of them takes two pages.',
      input: z.strictObject({}),
      output: RESULT,
      run: () => ({ key: String(index) }),
    }),
  );
  return { tools: [waiting, progress, broken, scoped, ...many], gate };
}
