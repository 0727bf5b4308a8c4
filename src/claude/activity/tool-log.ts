import { cutText } from '../../core/cut-text.ts';
import { type JsonRecord, toRecord, toText } from '../transcripts/record-fields.ts';
import { type Activity, MAX_TEXT, type MessagePart } from './activity.ts';
import { RecentIds } from './recent-ids.ts';

type ToolUse = Extract<MessagePart, { type: 'tool_use' }>;

/** Names of the tool that starts a sub-agent, in the versions seen. */
const AGENT_TOOLS: ReadonlySet<string> = new Set(['Agent', 'Task']);

/** Tool uses and the sub-agents they start: each begins once and ends once. */
export class ToolLog {
  readonly #started = new RecentIds();
  readonly #finished = new RecentIds();
  readonly #tasks = new Set<string>();

  /** Tells the tool uses among `parts`. */
  start(parts: readonly MessagePart[], messageId: string, parent: string | undefined): Activity[] {
    return parts.flatMap((part) => {
      if (part.type !== 'tool_use' || !this.#started.add(part.tool_use_id)) return [];
      const started: Activity = {
        type: 'tool.started',
        tool_use_id: part.tool_use_id,
        message_id: messageId,
        tool: part.tool,
        input_json: cutText(JSON.stringify(part.input) ?? '', MAX_TEXT),
        ...(parent === undefined ? {} : { parent_tool_use_id: parent }),
      };
      return AGENT_TOOLS.has(part.tool) ? [started, ...this.#startTaskOf(part)] : [started];
    });
  }

  /** Tells the tool results among `parts`; `result` is what the record says of them beside the message. */
  finish(parts: readonly MessagePart[], result: unknown, parent: string | undefined): Activity[] {
    return parts.flatMap((part) => {
      if (part.type !== 'tool_result' || !this.#finished.add(part.tool_use_id)) return [];
      const text = cutText(part.text, MAX_TEXT);
      const finished: Activity = {
        type: 'tool.finished',
        tool_use_id: part.tool_use_id,
        is_error: part.is_error,
        text,
        ...(text.length < part.text.length ? { truncated: true as const } : {}),
        ...(parent === undefined ? {} : { parent_tool_use_id: parent }),
      };
      // A sub-agent in the background goes on when its tool has answered.
      return isLaunch(result) ? [finished] : [finished, ...this.finishTask(part.tool_use_id, part.is_error)];
    });
  }

  startTask(id: string, description: string | undefined, agentType: string | undefined): Activity[] {
    if (this.#tasks.has(id)) return [];
    this.#tasks.add(id);
    return [
      {
        type: 'task.started',
        task_id: id,
        ...(description === undefined ? {} : { description: cutText(description, MAX_TEXT) }),
        ...(agentType === undefined ? {} : { agent_type: agentType }),
      },
    ];
  }

  finishTask(id: string, isError: boolean): Activity[] {
    return this.#tasks.delete(id) ? [{ type: 'task.finished', task_id: id, is_error: isError }] : [];
  }

  #startTaskOf(part: ToolUse): Activity[] {
    const input: JsonRecord = toRecord(part.input) ?? {};
    return this.startTask(part.tool_use_id, toText(input['description']), toText(input['subagent_type']));
  }
}

function isLaunch(result: unknown): boolean {
  const record = toRecord(result);
  return record?.['isAsync'] === true || record?.['status'] === 'async_launched';
}
