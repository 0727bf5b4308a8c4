import type { TurnEnded } from '../stream/stream-signal.ts';
import { partsOfContent, tokenUsageOf } from '../transcripts/parts-of-content.ts';
import { type JsonRecord, toNumber, toRecord, toText } from '../transcripts/record-fields.ts';
import { firstTextOf, isOnlyResults, roleOfRecord } from '../transcripts/record-role.ts';
import { commandOf, toTitle } from '../transcripts/session-title.ts';
import type { Activity, MessagePart } from './activity.ts';
import { messageIdOf } from './message-id.ts';
import { completedMessage, MessageThread } from './message-thread.ts';
import { RecentIds } from './recent-ids.ts';
import { readTaskNote } from './task-note.ts';
import { ToolLog } from './tool-log.ts';
import type { TranscriptReader, TranscriptSignal } from './transcript-signal.ts';
import { isInterruptNote } from './user-record.ts';

export interface TranscriptReaderOptions {
  /** For the transcript of a sub-agent: the tool use that started it. */
  readonly parentToolUseId?: string;
}

/** System records that stand at the end of a turn. */
const TURN_ENDS: ReadonlySet<unknown> = new Set(['turn_duration', 'stop_hook_summary']);

/** Returns a reader for one transcript. */
export function createTranscriptReader(options: TranscriptReaderOptions = {}): TranscriptReader {
  return new TranscriptRun(options.parentToolUseId);
}

class TranscriptRun implements TranscriptReader {
  readonly #parent: string | undefined;
  readonly #thread: MessageThread;
  readonly #tools = new ToolLog();
  /** Records read, so that a file that is read again tells nothing again. */
  readonly #records = new RecentIds();
  readonly #completed = new RecentIds();
  /** What was told last, by kind. */
  readonly #told = new Map<string, string>();
  isRunning = false;

  constructor(parentToolUseId: string | undefined) {
    this.#parent = parentToolUseId;
    this.#thread = new MessageThread(parentToolUseId);
  }

  read(records: readonly JsonRecord[]): TranscriptSignal[] {
    return records.flatMap((record, index) => this.#readRecord(record, records[index + 1]));
  }

  #readRecord(record: JsonRecord, next: JsonRecord | undefined): TranscriptSignal[] {
    switch (record['type']) {
      case 'assistant':
        return this.#isElsewhere(record) ? [] : [...this.#readPlace(record), ...this.#readAssistant(record, next)];
      case 'user':
        return this.#isElsewhere(record) ? [] : [...this.#readPlace(record), ...this.#readUser(record)];
      case 'system':
        return TURN_ENDS.has(record['subtype']) ? this.#endTurn() : [];
      case 'custom-title':
        return this.#change('titled', toTitle(toText(record['customTitle']) ?? ''), 'custom');
      case 'ai-title':
        return this.#told.has('custom') ? [] : this.#change('titled', toTitle(toText(record['aiTitle']) ?? ''));
      default:
        return [];
    }
  }

  /** Older versions wrote what sub-agents say into the session's own transcript. */
  #isElsewhere(record: JsonRecord): boolean {
    return this.#parent === undefined && record['isSidechain'] === true;
  }

  #readPlace(record: JsonRecord): TranscriptSignal[] {
    return [...this.#change('cwd', toText(record['cwd'])), ...this.#change('branch', toText(record['gitBranch']))];
  }

  #readAssistant(record: JsonRecord, next: JsonRecord | undefined): TranscriptSignal[] {
    const message = toRecord(record['message']);
    const id = messageIdOf(record);
    if (message === undefined || id === undefined) return [];
    if (!this.#records.add(toText(record['uuid']) ?? id)) return [];
    if (this.#completed.has(id) && this.#thread.lastId !== id) return [];
    const model = toText(message['model']);
    const parts = partsOfContent(message['content']);
    const told = this.#complete(id);
    told.push(...this.#thread.begin(id, model));
    this.#thread.add(parts, model, tokenUsageOf(message['usage']));
    told.push(...this.#tools.start(parts, id, this.#parent));
    const isModel = model !== undefined && !model.startsWith('<');
    const signals = [...this.#run(), ...(isModel ? this.#change('model', model) : []), ...toSignals(told)];
    return isLastOf(message, parts, id, next) ? [...signals, ...this.#endTurn(endOf(record, parts))] : signals;
  }

  #readUser(record: JsonRecord): TranscriptSignal[] {
    const message = toRecord(record['message']);
    const uuid = toText(record['uuid']);
    if (message === undefined || uuid === undefined) return [];
    const content = message['content'];
    const parts = partsOfContent(content);
    const told = this.#complete();
    told.push(...this.#tools.finish(parts, record['toolUseResult'], this.#parent));
    const role = roleOfRecord(record);
    if (role === 'system') {
      const note = readTaskNote(firstTextOf(content));
      if (note === undefined) return toSignals(told);
      return [...toSignals([...told, ...this.#tools.finishTask(note.toolUseId, note.isError)]), ...this.#run()];
    }
    const own = parts.filter((part) => part.type !== 'tool_result');
    // What a sub-agent is asked is in its tool's input.
    if (role === undefined || own.length === 0 || isOnlyResults(content) || this.#parent !== undefined) {
      return [...this.#run(), ...toSignals(told)];
    }
    if (!this.#records.add(uuid)) return toSignals(told);
    const shown: Activity[] = [
      { type: 'message.created', message_id: uuid, role: 'user' },
      completedMessage(uuid, 'user', own),
    ];
    if (own.some(isInterruptNote)) return [...toSignals([...told, ...shown]), ...this.#endTurn({ isAborted: true })];
    const text = firstTextOf(content) ?? '';
    this.isRunning = true;
    return [...toSignals(told), { kind: 'prompt', uuid, text: commandOf(text) ?? text }, ...toSignals(shown)];
  }

  #run(): TranscriptSignal[] {
    if (this.isRunning) return [];
    this.isRunning = true;
    return [{ kind: 'running' }];
  }

  #endTurn(end: Partial<TurnEnded> = {}): TranscriptSignal[] {
    const told = toSignals(this.#complete());
    if (!this.isRunning) return told;
    this.isRunning = false;
    return [...told, { kind: 'turn_ended', isOwnTurn: false, isError: false, isAborted: false, ...end }];
  }

  /** Completes the open message unless it is `id`. */
  #complete(id?: string): Activity[] {
    const { openId } = this.#thread;
    if (openId === undefined || openId === id) return [];
    this.#completed.add(openId);
    return this.#thread.complete();
  }

  #change(kind: 'titled' | 'model' | 'branch' | 'cwd', value: string | undefined, also?: string): TranscriptSignal[] {
    if (value === undefined) return [];
    if (also !== undefined) this.#told.set(also, value);
    if (this.#told.get(kind) === value) return [];
    this.#told.set(kind, value);
    if (kind === 'titled') return [{ kind, title: value }];
    if (kind === 'model') return [{ kind, model: value }];
    return kind === 'branch' ? [{ kind, branch: value }] : [{ kind, cwd: value }];
  }
}

/** True for the record that ends a turn: the response has stopped of itself, and no more of it follows. */
function isLastOf(
  message: JsonRecord,
  parts: readonly MessagePart[],
  id: string,
  next: JsonRecord | undefined,
): boolean {
  const reason = toText(message['stop_reason']);
  if (reason === undefined || reason === 'tool_use' || reason === 'pause_turn') return false;
  if (next !== undefined && next['type'] === 'assistant' && messageIdOf(next) === id) return false;
  return parts.at(-1)?.type !== 'thinking';
}

/** What the last response of a turn says of it; Claude Code writes one in the model's place when the API has failed. */
function endOf(record: JsonRecord, parts: readonly MessagePart[]): Partial<TurnEnded> {
  const resultText = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
  const [errorKind, apiErrorType] = [toText(record['error']), toText(record['apiErrorType'])];
  const apiErrorStatus = toNumber(record['apiErrorStatus']);
  return {
    resultText,
    isError: record['isApiErrorMessage'] === true,
    ...(errorKind === undefined ? {} : { errorKind }),
    ...(apiErrorType === undefined ? {} : { apiErrorType }),
    ...(apiErrorStatus === undefined ? {} : { apiErrorStatus }),
  };
}

function toSignals(activities: readonly Activity[]): TranscriptSignal[] {
  return activities.map((activity) => ({ kind: 'activity', activity }));
}
