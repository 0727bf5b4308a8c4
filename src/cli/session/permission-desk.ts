import type { Style } from '../output.ts';
import { wrapText } from '../text/wrap-text.ts';
import type { LiveScreen } from './live-screen.ts';
import type { OpenRequest } from './operations.ts';
import {
  type AskedQuestion,
  PERMISSION_PROMPT,
  type PermissionAnswer,
  PLAN_PROMPT,
  parseChoice,
  parsePermissionAnswer,
  questionPrompt,
  questionsOf,
  renderQuestion,
  renderRequest,
  type TypingPrompt,
} from './permission-question.ts';

export interface DeskOptions {
  readonly screen: LiveScreen;
  readonly style: Style;
  readonly width: number;
  /** Sends an answer; returns what a person should hear of it, nothing when it counted. */
  readonly respond: (request: OpenRequest, answer: PermissionAnswer) => Promise<string | undefined>;
}

interface Turn {
  readonly request: OpenRequest;
  readonly questions: readonly AskedQuestion[];
  readonly answers: Record<string, string>;
}

/** Asks a person about open requests, one after the other. Nothing is ever answered without a typed line. */
export class PermissionDesk {
  readonly #options: DeskOptions;
  readonly #waiting: OpenRequest[] = [];
  readonly #seen = new Set<string>();
  readonly #answered = new Set<string>();
  #turn: Turn | undefined;
  /** A question was taken back while somebody may have been typing: that line must not answer the next one. */
  #isInterrupted = false;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Asks about requests that were not asked about before. */
  add(requests: readonly OpenRequest[]): void {
    for (const request of requests) {
      if (this.#seen.has(request.request_id)) continue;
      this.#seen.add(request.request_id);
      this.#waiting.push(request);
    }
    this.#next();
  }

  /** A request needs no answer any more. Returns true when it was answered here. */
  settle(requestId: string): boolean {
    if (this.#answered.delete(requestId)) return true;

    this.#seen.add(requestId);
    const index = this.#waiting.findIndex(({ request_id: id }) => id === requestId);
    if (index !== -1) this.#waiting.splice(index, 1);
    if (this.#turn?.request.request_id !== requestId) return false;
    this.#turn = undefined;
    this.#isInterrupted = true;
    this.#options.screen.withdraw();
    this.#next();
    return false;
  }

  /** Takes a line that was typed; without a question it is nobody's. */
  async take(line: string): Promise<void> {
    const { screen } = this.#options;
    if (this.#isInterrupted) {
      this.#isInterrupted = false;
      screen.answered();
      return this.#next();
    }
    const turn = this.#turn;
    if (turn === undefined) return;
    screen.answered();
    const answer = this.#read(turn, line);
    if (answer === undefined) return this.#ask(turn);
    this.#turn = undefined;
    if (answer === 'later') {
      const id = turn.request.request_id;
      screen.lines([`  left open; answer it with: codez sessions permit ${id.slice(0, 8)} allow|deny`]);
    } else {
      this.#answered.add(turn.request.request_id);
      const trouble = await this.#options.respond(turn.request, answer);
      if (trouble !== undefined) {
        // Where it is still open it is asked again, once the server tells so.
        this.#seen.delete(turn.request.request_id);
        this.#answered.delete(turn.request.request_id);
        screen.lines([`  ${trouble}`]);
      }
    }
    this.#next();
  }

  #read(turn: Turn, line: string): PermissionAnswer | 'later' | undefined {
    const asked = this.#openQuestion(turn);
    if (asked === undefined) return parsePermissionAnswer(line, turn.request.kind);
    const choice = parseChoice(line, asked);
    if (choice === undefined || choice === 'later') return choice;
    turn.answers[asked.question] = choice;
    return this.#openQuestion(turn) === undefined ? { behavior: 'allow', answers: turn.answers } : undefined;
  }

  #openQuestion({ questions, answers }: Turn): AskedQuestion | undefined {
    return questions.find(({ question }) => !Object.hasOwn(answers, question));
  }

  #next(): void {
    if (this.#turn !== undefined) return;
    if (this.#isInterrupted) {
      if (this.#waiting.length === 0) return;
      this.#options.screen.lines(['Answered elsewhere.']);
      this.#options.screen.ask('Enter shows the next request: ');
      return;
    }
    const request = this.#waiting.shift();
    if (request === undefined) return;
    const questions = request.kind === 'question' ? questionsOf(request) : [];
    const { screen, style, width } = this.#options;
    screen.lines(['', ...renderRequest(request, style, width)]);
    this.#turn = { request, questions, answers: {} };
    this.#ask(this.#turn);
  }

  #ask(turn: Turn): void {
    const { screen, style, width } = this.#options;
    const asked = this.#openQuestion(turn);
    if (asked === undefined) {
      this.#type(turn.request.kind === 'plan' ? PLAN_PROMPT : PERMISSION_PROMPT);
      return;
    }
    screen.lines(renderQuestion(asked, style, width));
    this.#type(questionPrompt(asked));
  }

  #type({ choices, ask }: TypingPrompt): void {
    const { screen, style, width } = this.#options;
    screen.lines(wrapText(choices, width).map((line) => style.dim(line)));
    screen.ask(ask);
  }
}
