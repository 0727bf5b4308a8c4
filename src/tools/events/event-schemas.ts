import { z } from 'zod';
import { CALL_STATUSES } from '../../core/call-terms.ts';
import type { EventType } from '../../sessions/events/event.ts';
import {
  at,
  cut,
  messageId,
  messagePart,
  model,
  parentToolUseId,
  promptError,
  promptId,
  role,
  toolUseId,
  usage,
} from './event-fields.ts';

/** Fields that every event has before its own. */
const base = {
  cursor: z.string().describe('Goes on behind this event.'),
  at,
  session_id: z.string().optional().describe('Session it belongs to.'),
  slug: z.string().optional().describe('Project of the session.'),
};

function event<Type extends EventType, Shape extends z.ZodRawShape>(
  type: Type,
  description: string,
  shape: Shape,
): z.ZodObject {
  return z.strictObject({ ...base, type: z.literal(type).describe('What happened.'), ...shape }).describe(description);
}

const via = z.enum(['live', 'hook', 'channel']);
const call = {
  call_id: z.string().describe('Names the call; the same in call.started and call.finished.'),
  tool: z.string().describe('Tool that is called.'),
  principal: z.string().describe('Who calls, as kind:name.'),
};
const machine = { machine: z.string().describe('Name of the machine.') };

/** What events of each type look like: for readers, and for tests that hold every event against it. */
export const EVENT_SCHEMAS: Readonly<Record<EventType, z.ZodObject>> = {
  'session.created': event('session.created', 'A session was created through codez, or forked.', {
    cwd: z.string().describe('Folder it works in.'),
    created_by: z.string().describe('Who made it, as kind:name.'),
    forked_from: z.string().optional().describe('Session it was forked from.'),
    permission_mode: z.string().optional().describe('Permission mode it began with.'),
    model: model.optional(),
  }),
  'session.updated': event('session.updated', 'Something of a session has changed; only what has changed is there.', {
    title: z.string().optional().describe('New title.'),
    labels: z.array(z.string()).max(32).optional().describe('All labels.'),
    archived: z.boolean().optional().describe('Whether it is archived.'),
    status: z
      .enum(['live', 'mirror', 'idle'])
      .optional()
      .describe('live: codez owns the process; mirror: another process writes it; idle: nobody does.'),
    model: model.optional(),
    git_branch: z.string().optional().describe('Branch of its folder.'),
    permission_mode: z.string().optional().describe('Permission mode from now on.'),
  }),
  'session.idle': event('session.idle', 'A turn has ended and nothing is queued, running or waiting.', {
    prompt_id: promptId.optional(),
  }),
  'session.error': event('session.error', 'The process of a session has failed.', {
    code: z.string().describe('What kind of failure it is.'),
    message: z.string().describe('What happened.'),
    stderr: z.string().optional().describe('Last lines the process wrote to its error output.'),
  }),
  'session.closed': event('session.closed', 'The process of a session has ended; the session can be resumed.', {
    reason: z
      .enum(['disposed', 'idle_timeout', 'place_needed', 'exit', 'server_stopped', 'not_adopted'])
      .describe('Why it has ended.'),
    exit_code: z.int().optional().describe('Exit code of the process.'),
  }),
  'prompt.started': event('prompt.started', 'A prompt has begun to run.', {
    prompt_id: promptId,
    via: z.enum(['live', 'resume', 'channel', 'terminal']).describe('How it reached the session.'),
    text: z.string().describe('What was asked.'),
    truncated: cut,
  }),
  'prompt.finished': event('prompt.finished', 'A prompt has ended, whatever became of it.', {
    prompt_id: promptId,
    state: z.enum(['done', 'aborted', 'error', 'lost']).describe('What became of it.'),
    result_text: z.string().optional().describe('The last answer.'),
    truncated: cut,
    error: promptError.optional(),
    usage: usage.optional(),
    cost_usd: z.number().optional().describe('What the turn cost, in USD.'),
    duration_ms: z.number().optional().describe('How long it took, in milliseconds.'),
  }),
  'message.created': event('message.created', 'A message has begun.', {
    message_id: messageId,
    role,
    parent_tool_use_id: parentToolUseId,
  }),
  'message.delta': event('message.delta', 'A message goes on. Told only when asked for by type.', {
    message_id: messageId,
    kind: z.enum(['text', 'thinking']).describe('What goes on.'),
    text: z.string().describe('What has come.'),
    parent_tool_use_id: parentToolUseId,
  }),
  'message.completed': event('message.completed', 'A message, or a part of one, is complete.', {
    message_id: messageId,
    role,
    model: model.optional(),
    parts: z.array(messagePart).describe('What it holds.'),
    truncated: cut,
    parent_tool_use_id: parentToolUseId,
  }),
  'tool.started': event('tool.started', 'A tool is to be run.', {
    tool_use_id: toolUseId,
    message_id: messageId.optional(),
    tool: z.string().describe('Name of the tool.'),
    input_json: z.string().describe('JSON of its input, cut when it is long.'),
    truncated: cut,
    parent_tool_use_id: parentToolUseId,
  }),
  'tool.finished': event('tool.finished', 'A tool has run, or was refused.', {
    tool_use_id: toolUseId,
    is_error: z.boolean().describe('Whether it failed.'),
    text: z.string().describe('What it returned.'),
    truncated: cut,
    parent_tool_use_id: parentToolUseId,
  }),
  'task.started': event('task.started', 'A sub-agent was started.', {
    task_id: z.string().describe('Tool use that started it.'),
    description: z.string().optional().describe('What it is to do.'),
    agent_type: z.string().optional().describe('Which agent it is.'),
  }),
  'task.finished': event('task.finished', 'A sub-agent has ended.', {
    task_id: z.string().describe('Tool use that started it.'),
    is_error: z.boolean().describe('Whether it failed.'),
  }),
  'permission.requested': event('permission.requested', 'A session waits for an answer: respond_permission gives it.', {
    request_id: z.string().describe('The request, for respond_permission.'),
    kind: z.enum(['permission', 'question', 'plan']).describe('What is asked for.'),
    tool: z.string().describe('Tool that asks.'),
    tool_use_id: toolUseId.optional(),
    input_json: z.string().optional().describe('JSON of its input, cut; shown only to who may answer.'),
    truncated: cut,
    prompt_id: promptId.optional(),
    via: via.describe('How the answer reaches the session.'),
  }),
  'permission.resolved': event('permission.resolved', 'A request was answered or has lapsed.', {
    request_id: z.string().describe('The request.'),
    behavior: z.enum(['allow', 'deny', 'cancelled']).describe('The answer.'),
    by: z.string().describe('Who answered, as kind:name; terminal, expired or aborted where nobody did through codez.'),
    how: via.describe('How it was answered.'),
    input_changed: z.boolean().describe('Whether the tool runs with another input than it asked for.'),
  }),
  'usage.updated': event(
    'usage.updated',
    'Tokens of a response; the last one counts. Told only when asked for by type.',
    {
      message_id: messageId,
      model: model.optional(),
      usage,
    },
  ),
  'call.started': event(
    'call.started',
    'An operation of codez is called. In memory only, told only when asked for.',
    call,
  ),
  'call.finished': event('call.finished', 'A call has ended. In memory only, told only when asked for.', {
    ...call,
    status: z.enum(CALL_STATUSES).describe('What became of it.'),
    code: z.string().optional().describe('Code of the error.'),
    duration_ms: z.number().describe('How long it took, in milliseconds.'),
  }),
  'machine.online': event('machine.online', 'A machine has connected to the hub.', machine),
  'machine.offline': event('machine.offline', 'A machine has left the hub.', machine),
};
