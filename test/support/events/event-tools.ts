import { z } from 'zod';
import { EVENT_TYPES, type NewEvent } from '../../../src/sessions/events/event.ts';
import { type AnyTool, defineTool } from '../../../src/tools/tool.ts';

const COMMON = {
  group: 'state',
  scope: 'state',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  // The calls of the test itself are nothing it wants to see.
  isQuiet: true,
} as const;
const DONE = z.strictObject({ cursor: z.string().describe('Cursor of the newest event.') });

/** Returns tools that make events as a test says: given ones, and a flow of numbered ones. */
export function createEventTools(): readonly AnyTool[] {
  const emit = defineTool({
    ...COMMON,
    name: 'test_emit',
    title: 'Make events',
    description: 'Appends the given events to the log, all at once, and returns the cursor behind them.',
    input: z.strictObject({
      events: z
        .array(z.looseObject({ type: z.enum(EVENT_TYPES).describe('Type.') }))
        .max(10_000)
        .describe('Events as they are appended.'),
    }),
    output: DONE,
    run({ events }, { services }) {
      services.events.append(events as unknown as NewEvent[]);
      return { cursor: services.events.head() };
    },
  });
  let flow: NodeJS.Timeout | undefined;
  let number = 0;
  const flowing = defineTool({
    ...COMMON,
    name: 'test_flow',
    title: 'Make a flow of events',
    description: 'Begins or ends to append numbered events of one session, some each millisecond.',
    input: z.strictObject({ on: z.boolean().describe('Whether to begin.') }),
    output: DONE,
    run({ on }, { services }) {
      clearInterval(flow);
      if (on) flow = setInterval(() => services.events.append([toNumbered(++number), toNumbered(++number)]), 2);
      return { cursor: services.events.head() };
    },
  });
  const run = String(process.pid);
  const toNumbered = (text: number): NewEvent => ({
    type: 'message.created',
    session_id: FLOW_SESSION,
    message_id: `${run}/${text}`,
    role: 'user',
  });
  return [emit, flowing];
}

/** Session of the flow's events. */
export const FLOW_SESSION = '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11';
