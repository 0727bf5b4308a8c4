import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { state, toState } from './state-shape.ts';

export const updateState = defineTool({
  name: 'update_state',
  title: 'Change the application state',
  description:
    'Merges a JSON merge patch into markers, preferences and recent_cwds and returns the whole state: objects merge, ' +
    'null deletes, all else replaces. Read it with get_state first; if_version guards against lost changes.',
  group: 'state',
  scope: 'state',
  // null deletes.
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    patch: z
      .record(z.string(), z.unknown())
      .describe(
        'Any of markers {session_id: [{id, message_id, label?, note?, created_at, resolved?}]}, preferences {...}, ' +
          'recent_cwds [...]; the state may take 256 KiB and 16 levels.',
      ),
    if_version: z.int().min(0).optional().describe('Go on only if the state is at this version.'),
  }),
  output: state,
  maxResultBytes: 300 * 1024,
  async run({ patch, if_version: ifVersion }, { services }) {
    return toState(await services.state.patch(patch, ifVersion));
  },
});
