import type { Activity } from '../../../../src/claude/activity/activity.ts';
import type { StreamSignal } from '../../../../src/claude/stream/stream-signal.ts';
import { nameIds } from '../../../support/recordings.ts';

/** One short line a signal; control replies, uses of tokens and the beginnings of turns are left out. */
export function outlineOf(signals: readonly StreamSignal[]): string[] {
  const lines = signals.flatMap((signal) => describe(signal) ?? []);
  return nameIds(lines.join('\n')).split('\n');
}

function describe(signal: StreamSignal): string | undefined {
  switch (signal.kind) {
    case 'activity':
      return describeActivity(signal.activity);
    case 'permission_requested':
      return `${signal.ask} asked for ${signal.toolUseId}`;
    case 'permission_closed':
      return signal.isAnswered ? 'permission answered' : 'permission cancelled';
    case 'turn_ended':
      return `turn of ${signal.isOwnTurn ? 'its own' : signal.uuid} ${signal.isAborted ? 'aborted' : signal.isError ? 'failed' : `ended: ${signal.resultText}`}`;
    case 'prompt_finished':
      return `${signal.uuid} ${signal.isCancelled ? 'cancelled' : 'finished'}`;
    case 'prompt_queued':
    case 'prompt_started':
      return `${signal.uuid} ${signal.kind.slice(7)}`;
    default:
      return undefined;
  }
}

/** One short line for a piece of activity. */
export function describeActivity(activity: Activity): string | undefined {
  const by = 'parent_tool_use_id' in activity ? ` in ${activity.parent_tool_use_id}` : '';
  switch (activity.type) {
    case 'message.created':
      return `${activity.role} ${activity.message_id}${by}`;
    case 'message.delta':
      return `  ${activity.kind} of ${activity.message_id}: ${activity.text}`;
    case 'message.completed': {
      const parts = activity.parts.map((part) => (part.type === 'text' ? part.text.split('\n')[0] : part.type));
      return `completed ${activity.message_id}: ${parts.join(' + ').slice(0, 40)}${by}`;
    }
    case 'tool.started':
      return `tool ${activity.tool} ${activity.tool_use_id} of ${activity.message_id}${by}`;
    case 'tool.finished':
      return `result ${activity.tool_use_id}${activity.is_error ? ' error' : ''}${by}`;
    case 'task.started':
      return `task ${activity.task_id} ${activity.agent_type}: ${activity.description}`;
    case 'task.finished':
      return `task ${activity.task_id} over`;
    case 'usage.updated':
      return undefined;
  }
}
