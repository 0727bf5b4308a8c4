import type { Activity } from '../activity/activity.ts';
import { messageIdOf } from '../activity/message-id.ts';
import { completedMessage, MessageThread } from '../activity/message-thread.ts';
import { RecentIds } from '../activity/recent-ids.ts';
import { ToolLog } from '../activity/tool-log.ts';
import { isInterruptNote, isPersonsRecord } from '../activity/user-record.ts';
import { partsOfContent, tokenUsageOf } from '../transcripts/parts-of-content.ts';
import { type JsonRecord, toRecord, toText } from '../transcripts/record-fields.ts';
import { PermissionLog } from './permission-log.ts';
import type { StreamReader } from './stream-reader.ts';
import type { StreamSignal } from './stream-signal.ts';
import { toTurnEnded, totalCostOf } from './turn-ended.ts';

/** Returns a reader for the output of one run, from its first record on. */
export function createStreamReader(): StreamReader {
  const run = new StreamRun();
  return { read: (record) => run.read(record) };
}

class StreamRun {
  readonly #threads = new Map<string | undefined, MessageThread>();
  readonly #tools = new ToolLog();
  readonly #permissions = new PermissionLog();
  readonly #prompts = new RecentIds();
  /** Cumulative costs at the last `result`; unknown when the output was cut before. */
  #cost: number | undefined = 0;
  #wasInterrupted = false;
  #errorKind: string | undefined;
  #retryAtMs: number | undefined;

  read(record: JsonRecord): StreamSignal[] {
    const parent = toText(record['parent_tool_use_id']);
    switch (record['type']) {
      case 'stream_event':
        return toSignals(this.#readEvent(toRecord(record['event']) ?? {}, parent));
      case 'assistant':
        return toSignals(this.#readAssistant(record, parent));
      case 'user':
        return this.#readUser(record, parent);
      case 'system':
        return this.#readSystem(record);
      case 'command_lifecycle':
        return readLifecycle(record);
      case 'rate_limit_event':
        this.#readRateLimit(toRecord(record['rate_limit_info']));
        return [];
      case 'control_request':
      case 'control_cancel_request':
      case 'control_response':
        return this.#permissions.read(record);
      case 'result':
        return this.#readResult(record);
      default:
        return [];
    }
  }

  #readEvent(event: JsonRecord, parent: string | undefined): Activity[] {
    const thread = this.#threadOf(parent);
    if (event['type'] === 'message_start') {
      const message = toRecord(event['message']) ?? {};
      const id = toText(message['id']);
      if (id === undefined) return [];
      const begun = thread.begin(id, toText(message['model']), true);
      thread.add([], undefined, tokenUsageOf(message['usage']));
      return begun;
    }
    if (event['type'] === 'content_block_delta') {
      const delta = toRecord(event['delta']) ?? {};
      if (delta['type'] === 'text_delta') return thread.delta('text', toText(delta['text']) ?? '');
      if (delta['type'] === 'thinking_delta') return thread.delta('thinking', toText(delta['thinking']) ?? '');
      return [];
    }
    if (event['type'] === 'message_delta') thread.mergeUsage(toRecord(event['usage']));
    return event['type'] === 'message_stop' ? thread.complete() : [];
  }

  #readAssistant(record: JsonRecord, parent: string | undefined): Activity[] {
    const message = toRecord(record['message']);
    const id = messageIdOf(record);
    if (message === undefined || id === undefined) return [];
    this.#errorKind = toText(record['error']) ?? this.#errorKind;
    const thread = this.#threadOf(parent);
    const parts = partsOfContent(message['content']);
    const isStreamed = thread.openId === id && thread.isStreamed;
    const told = thread.begin(id, toText(message['model']));
    thread.add(parts, toText(message['model']), isStreamed ? undefined : tokenUsageOf(message['usage']));
    return [...told, ...this.#tools.start(parts, id, parent)];
  }

  #readUser(record: JsonRecord, parent: string | undefined): StreamSignal[] {
    const message = toRecord(record['message']);
    if (message === undefined) return [];
    const parts = partsOfContent(message['content']);
    const thread = this.#threadOf(parent);
    const ids = parts.flatMap((part) => (part.type === 'tool_result' ? [part.tool_use_id] : []));
    // A message that is still being streamed goes on beside its first tools' results.
    const told: Activity[] = thread.isStreamed ? [] : thread.complete();
    told.push(...this.#endThreads(ids), ...this.#tools.finish(parts, record['tool_use_result'], parent));
    const own = parts.filter((part) => part.type !== 'tool_result');
    const uuid = toText(record['uuid']);
    if (own.some(isInterruptNote)) this.#wasInterrupted = true;
    if (parent === undefined && uuid !== undefined && own.length > 0 && isPersonsRecord(record)) {
      if (this.#prompts.add(uuid)) {
        told.push(...thread.complete(), { type: 'message.created', message_id: uuid, role: 'user' });
        told.push(completedMessage(uuid, 'user', own));
      }
    }
    return [...this.#permissions.closeOf(ids), ...toSignals(told)];
  }

  #readSystem(record: JsonRecord): StreamSignal[] {
    const tool = toText(record['tool_use_id']);
    switch (record['subtype']) {
      case 'init':
        return [readInit(record)];
      case 'status': {
        const mode = toText(record['permissionMode']);
        return mode === undefined ? [] : [{ kind: 'mode_changed', permissionMode: mode }];
      }
      case 'task_started':
        if (tool === undefined || !isAgent(record)) return [];
        return toSignals(this.#tools.startTask(tool, toText(record['description']), toText(record['subagent_type'])));
      case 'background_tasks_changed':
        return readBackgroundTasks(record['tasks']);
      case 'task_notification': {
        if (tool === undefined) return [];
        return toSignals([
          ...this.#endThreads([tool]),
          ...this.#tools.finishTask(tool, record['status'] !== 'completed'),
        ]);
      }
      default:
        return [];
    }
  }

  #readRateLimit(limit: JsonRecord | undefined): void {
    const seconds = limit?.['resetsAt'];
    if (limit?.['status'] === 'rejected' && typeof seconds === 'number') this.#retryAtMs = seconds * 1000;
  }

  #readResult(record: JsonRecord): StreamSignal[] {
    const told = this.#threadOf(undefined).complete();
    const ended = toTurnEnded(record, {
      costBefore: record['result_index'] === 0 ? 0 : this.#cost,
      wasInterrupted: this.#wasInterrupted,
      errorKind: this.#errorKind,
      retryAtMs: this.#retryAtMs,
    });
    this.#cost = totalCostOf(record);
    this.#wasInterrupted = false;
    this.#errorKind = undefined;
    this.#retryAtMs = undefined;
    return [...toSignals(told), ended];
  }

  /** Completes what the sub-agents of these tool uses said last. */
  #endThreads(toolUseIds: readonly string[]): Activity[] {
    return toolUseIds.flatMap((id) => {
      const told = this.#threads.get(id)?.complete() ?? [];
      this.#threads.delete(id);
      return told;
    });
  }

  #threadOf(parent: string | undefined): MessageThread {
    const known = this.#threads.get(parent);
    if (known !== undefined) return known;
    const thread = new MessageThread(parent);
    this.#threads.set(parent, thread);
    return thread;
  }
}

function readInit(record: JsonRecord): StreamSignal {
  const tools = Array.isArray(record['tools']) ? record['tools'].filter((name) => typeof name === 'string') : undefined;
  const model = toText(record['model']);
  const permissionMode = toText(record['permissionMode']);
  const cwd = toText(record['cwd']);
  return {
    kind: 'init',
    ...(model === undefined ? {} : { model }),
    ...(permissionMode === undefined ? {} : { permissionMode }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(tools === undefined ? {} : { tools }),
  };
}

/** Commands in the background (a server, a watcher) are not counted: they may never end, and serve no turn. */
function readBackgroundTasks(tasks: unknown): StreamSignal[] {
  if (!Array.isArray(tasks)) return [];
  return [{ kind: 'agents_changed', count: tasks.filter((task) => isAgent(toRecord(task) ?? {})).length }];
}

/** Types of tasks seen: `local_agent`, `local_bash`. */
function isAgent(task: JsonRecord): boolean {
  return toText(task['task_type'])?.includes('agent') === true;
}

function readLifecycle(record: JsonRecord): StreamSignal[] {
  const uuid = toText(record['command_uuid']);
  if (uuid === undefined) return [];
  switch (record['state']) {
    case 'queued':
      return [{ kind: 'prompt_queued', uuid }];
    case 'started':
      return [{ kind: 'prompt_started', uuid }];
    case 'completed':
    case 'cancelled':
      return [{ kind: 'prompt_finished', uuid, isCancelled: record['state'] === 'cancelled' }];
    default:
      return [];
  }
}

function toSignals(activities: readonly Activity[]): StreamSignal[] {
  return activities.map((activity) => ({ kind: 'activity', activity }));
}
