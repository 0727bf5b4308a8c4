import type { OpenInvoker } from '../../app/open-invoker.ts';
import { CodezError, toSentence } from '../../core/errors.ts';
import type { CommandContext } from '../define-command.ts';
import { shownLine } from '../text/shown-text.ts';
import { openServer } from '../with-invoker.ts';
import { EventRenderer } from './event-renderer.ts';
import { followEvents, isLost } from './follow-events.ts';
import { LiveScreen } from './live-screen.ts';
import { type Conversation, callOperation, type OpenRequest } from './operations.ts';
import { PermissionDesk } from './permission-desk.ts';
import type { PermissionAnswer } from './permission-question.ts';
import { type ShownEvent, textOf, WATCHED_TYPES } from './shown-event.ts';
import { readTypedLines } from './typed-lines.ts';

export interface WatchOptions {
  /** Without it: every session. */
  readonly sessionId?: string | undefined;
  readonly cursor?: string | undefined;
  /** Among many sessions: their titles by id; those that come are added. */
  readonly titles?: Map<string, string>;
  /** Ends the watch after this event. */
  readonly isLast?: (event: ShownEvent) => boolean;
  /** Asked where the last event may have been missed. */
  readonly isOver?: (opened: OpenInvoker) => Promise<boolean>;
  /** Tells text while it is written, too, where events are printed as JSON; a terminal always shows it. */
  readonly isWithDeltas?: boolean;
  /** Prints no events; what a person has to do is said on standard error. */
  readonly isQuiet?: boolean;
}

/**
 * Shows a session, or all, until the signal aborts, the last event has come or it is over; on a terminal text appears
 * as it is written and permissions are asked about.
 */
export async function watchSession(context: CommandContext, options: WatchOptions): Promise<void> {
  const watch = new SessionWatch(context, options);
  try {
    await watch.run();
  } finally {
    watch.close();
  }
}

class SessionWatch {
  readonly #context: CommandContext;
  readonly #options: WatchOptions;
  /** True where lines can be written over. */
  readonly #isTerminal: boolean;
  readonly #screen: LiveScreen;
  /** Where there is somebody to ask. */
  readonly #desk: PermissionDesk | undefined;
  readonly #stopReading: () => void;
  #opened: OpenInvoker | undefined;

  constructor(context: CommandContext, options: WatchOptions) {
    const { output, io, env } = context;
    const { style, width } = output;
    const { titles } = options;
    const nameOf = (id: string): string => `${id.slice(0, 8)} ${shownLine(titles?.get(id) ?? '', 60)}`.trimEnd();
    this.#context = context;
    this.#options = options;
    this.#isTerminal = output.isTerminal && !output.isJson && env['TERM'] !== 'dumb';
    const renderer = new EventRenderer({ style, width, isLive: this.#isTerminal, ...(titles && { nameOf }) });
    const screen = new LiveScreen((text) => void io.stdout.write(text), renderer);
    this.#screen = screen;
    if (this.#isTerminal && io.stdin.isTTY === true) {
      const respond = (request: OpenRequest, answer: PermissionAnswer) => this.#respond(request, answer);
      const desk = new PermissionDesk({ screen, style, width, respond });
      this.#desk = desk;
      this.#stopReading = readTypedLines(io.stdin, (line) => void desk.take(line));
    } else this.#stopReading = () => {};
  }

  async run(): Promise<void> {
    const { output, signal } = this.#context;
    const { sessionId, cursor, isLast, isOver } = this.#options;
    const isWithText = this.#isTerminal || this.#options.isWithDeltas === true;
    const types = isWithText ? [...WATCHED_TYPES, 'message.delta'] : WATCHED_TYPES;
    const connect = (): Promise<OpenInvoker> => openServer(this.#context);
    const note = (text: string): void => {
      if (this.#isTerminal) this.#screen.lines([output.style.dim(text)]);
      else output.note(text);
    };
    let wasOver = false;
    for await (const { events, opened } of followEvents({ connect, sessionId, types, cursor, signal, note })) {
      const isNewWay = this.#opened !== opened;
      this.#opened = opened;
      for (const event of events) {
        await this.#learnTitle(event, opened);
        this.#show(event);
        if (isLast?.(event) === true) return;
      }
      if (isNewWay || events.some(({ type }) => type === 'permission.requested')) await this.#askAll(opened);
      if (events.length > 0 || isOver === undefined) continue;
      // What it ended with may have come since this batch: it is over when nothing more comes.
      if (wasOver) return;
      wasOver = await isOver(opened);
    }
  }

  close(): void {
    this.#stopReading();
    if (!this.#context.output.isJson) this.#screen.end();
  }

  /** Sessions that were started while others are watched have a name, too. */
  async #learnTitle(event: ShownEvent, opened: OpenInvoker): Promise<void> {
    const { titles } = this.#options;
    const [id, changed] = [textOf(event, 'session_id'), textOf(event, 'title')];
    if (titles === undefined || id === '') return;
    // Without another title a session is called by its first prompt.
    if (event.type === 'prompt.started' && titles.get(id) === '') titles.set(id, textOf(event, 'text'));
    if (changed === '' && titles.has(id)) return;
    titles.set(id, changed);
    if (changed !== '') return;
    const query = { session_id: id, limit: 1 };
    const { signal } = this.#context;
    const found = await callOperation<Conversation>(opened, 'get_session', query, signal).catch(() => undefined);
    titles.set(id, found?.session.title ?? '');
  }

  #show(event: ShownEvent): void {
    const { output } = this.#context;
    const isAsked = event.type === 'permission.requested';
    const isOwnAnswer =
      event.type === 'permission.resolved' && this.#desk?.settle(textOf(event, 'request_id')) === true;
    if (isOwnAnswer) return;
    if (output.isJson && this.#options.isQuiet !== true) output.printJson(JSON.stringify(event));
    // What the desk asks about it shows itself, in full.
    else if (!output.isJson && !(isAsked && this.#desk !== undefined)) this.#screen.show(event);
    if (!isAsked || this.#desk !== undefined || (output.isJson && this.#options.isQuiet !== true)) return;
    output.note(`Answer with: codez sessions permit ${shownLine(textOf(event, 'request_id').slice(0, 8))} allow|deny`);
  }

  async #askAll(opened: OpenInvoker): Promise<void> {
    if (this.#desk === undefined) return;
    const { sessionId } = this.#options;
    const query = sessionId === undefined ? {} : { session_id: sessionId };
    try {
      const { signal } = this.#context;
      const { requests } = await callOperation<{ requests: OpenRequest[] }>(opened, 'list_permissions', query, signal);
      this.#desk.add(requests);
    } catch (error) {
      // The next poll waits for the server; then it is asked again.
      if (!isLost(error) && !this.#context.signal.aborted) throw error;
      this.#opened = undefined;
    }
  }

  async #respond({ session_id, request_id }: OpenRequest, answer: PermissionAnswer): Promise<string | undefined> {
    if (this.#opened === undefined) return 'not answered: the server cannot be reached';
    try {
      await callOperation(this.#opened, 'respond_permission', { session_id, request_id, ...answer });
      return undefined;
    } catch (error) {
      if (error instanceof CodezError) return `not answered: ${shownLine(toSentence(error))}`;
      throw error;
    }
  }
}
