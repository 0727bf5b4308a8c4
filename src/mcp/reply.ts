import type { AcceptedForms } from './accept.ts';
import type { MessageStream } from './message-stream.ts';

/** What a POST to `/mcp` is answered with; the HTTP layer only copies it out. */
export type McpReply =
  | { readonly status: number; readonly body?: string; readonly sessionId?: string }
  | { readonly status: 200; readonly stream: MessageStream; readonly sessionId?: string };

/** A silent JSON reply is given up by clients after a minute: from here on the reply is a stream. */
const SLOW_CALL_MS = 1000;

/** Makes `work`'s notifications and its final message one reply, as JSON or as a stream. */
export interface ReplyOptions {
  readonly forms: AcceptedForms;
  readonly openStream: () => MessageStream;
  /** Whether a stream may begin with an event that has an id and no data. */
  readonly isPrimed: boolean;
}

/**
 * Runs `work` and resolves to its reply: JSON when that is all the client takes, or when it finishes within a second
 * without a notification; else a stream, handed out at once, that ends with the final message.
 */
export function replyWith(
  work: (emit: (notification: string) => void) => Promise<string>,
  { forms, openStream, isPrimed }: ReplyOptions,
): Promise<McpReply> {
  return new Promise((resolve, reject) => {
    let stream: MessageStream | undefined;
    let isFinished = false;
    const startStream = (): MessageStream => {
      if (stream === undefined) {
        clearTimeout(timer);
        stream = openStream();
        if (isPrimed) stream.push('');
        resolve({ status: 200, stream });
      }
      return stream;
    };
    const timer = forms.sse ? setTimeout(startStream, forms.json ? SLOW_CALL_MS : 0) : undefined;
    const emit = (notification: string): void => {
      if (forms.sse && !isFinished) startStream().push(notification);
    };
    work(emit).then((body) => {
      isFinished = true;
      clearTimeout(timer);
      if (forms.json && stream === undefined) resolve({ status: 200, body });
      else {
        startStream().push(body);
        stream?.end();
      }
    }, reject);
  });
}
