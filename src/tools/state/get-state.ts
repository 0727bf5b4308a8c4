import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { state, toState } from './state-shape.ts';

export const getState = defineTool({
  name: 'get_state',
  title: 'Read the application state',
  description:
    'Returns what clients keep with codez: markers in sessions, preferences, folders used last, and the version that ' +
    'update_state takes as if_version.',
  group: 'state',
  scope: 'state',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: state,
  maxResultBytes: 300 * 1024,
  run: (_args, { services }) => toState(services.state.read()),
});
