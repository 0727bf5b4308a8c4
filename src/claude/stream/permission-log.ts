import { askKindOf } from '../activity/ask-kind.ts';
import { boundDepth } from '../transcripts/bound-depth.ts';
import { type JsonRecord, toRecord, toText } from '../transcripts/record-fields.ts';
import type { StreamSignal } from './stream-signal.ts';

/** Which questions of the process are open, from its control records. */
export class PermissionLog {
  /** Request id → the tool use it is about. */
  readonly #open = new Map<string, string | undefined>();

  /** Reads a `control_request`, `control_cancel_request` or `control_response`. */
  read(record: JsonRecord): StreamSignal[] {
    if (record['type'] === 'control_response') return this.#readResponse(toRecord(record['response']) ?? {});
    const requestId = toText(record['request_id']);
    if (requestId === undefined) return [];
    if (record['type'] === 'control_cancel_request') return this.#close(requestId, false);
    const request = toRecord(record['request']) ?? {};
    return request['subtype'] === 'can_use_tool' ? this.#ask(requestId, request) : [];
  }

  /** Closes the requests about tool uses that have ended. */
  closeOf(toolUseIds: readonly string[]): StreamSignal[] {
    if (toolUseIds.length === 0) return [];
    return [...this.#open].flatMap(([requestId, toolUseId]) =>
      toolUseId !== undefined && toolUseIds.includes(toolUseId) ? this.#close(requestId, true) : [],
    );
  }

  #ask(requestId: string, request: JsonRecord): StreamSignal[] {
    if (this.#open.has(requestId)) return [];
    const tool = toText(request['tool_name']) ?? 'unknown';
    const toolUseId = toText(request['tool_use_id']);
    const agentId = toText(request['agent_id']);
    const suggestions = request['permission_suggestions'];
    this.#open.set(requestId, toolUseId);
    return [
      {
        kind: 'permission_requested',
        requestId,
        ask: askKindOf(tool),
        tool,
        // What is shown is what an answer without another input allows.
        input: toRecord(boundDepth(request['input'])) ?? {},
        ...(toolUseId === undefined ? {} : { toolUseId }),
        ...(agentId === undefined ? {} : { agentId }),
        ...(Array.isArray(suggestions) ? { suggestions } : {}),
      },
    ];
  }

  /** A response is the answer to one of our requests, or our own answer, repeated as the sign that it was taken. */
  #readResponse(response: JsonRecord): StreamSignal[] {
    const requestId = toText(response['request_id']);
    if (requestId === undefined) return [];
    if (this.#open.has(requestId)) return this.#close(requestId, true);
    const reply = toRecord(response['response']);
    const isError = response['subtype'] === 'error';
    return [
      {
        kind: 'control_reply',
        requestId,
        ...(reply === undefined ? {} : { response: reply }),
        ...(isError ? { error: toText(response['error']) ?? 'refused' } : {}),
      },
    ];
  }

  #close(requestId: string, isAnswered: boolean): StreamSignal[] {
    return this.#open.delete(requestId) ? [{ kind: 'permission_closed', requestId, isAnswered }] : [];
  }
}
