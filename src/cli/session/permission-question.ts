import type { Style } from '../output.ts';
import { shownLine, shownText } from '../text/shown-text.ts';
import { wrapText } from '../text/wrap-text.ts';
import type { OpenRequest } from './operations.ts';

/** Lines of a request's input that are shown. */
const MAX_LINES = 40;

/** What `respond_permission` is sent besides the ids. */
export type PermissionAnswer =
  | { readonly behavior: 'allow'; readonly always?: true; readonly answers?: Readonly<Record<string, string>> }
  | { readonly behavior: 'deny'; readonly message?: string };

/** One question of Claude Code with its choices. */
export interface AskedQuestion {
  readonly question: string;
  readonly options: readonly { readonly label: string; readonly description: string }[];
  readonly isMultiple: boolean;
}

/** Returns the questions of a request of kind `question`; what cannot be read is left out. */
export function questionsOf(request: OpenRequest): readonly AskedQuestion[] {
  const given = Array.isArray(request.questions) ? (request.questions as unknown[]) : [];
  return given.flatMap((each) => {
    const asked = (each ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof asked['question'] !== 'string') return [];
    const options = Array.isArray(asked['options']) ? (asked['options'] as unknown[]) : [];
    return [
      {
        question: asked['question'],
        isMultiple: asked['multiSelect'] === true,
        options: options.flatMap((option) => {
          const { label, description } = (option ?? {}) as Readonly<Record<string, unknown>>;
          if (typeof label !== 'string') return [];
          return [{ label, description: typeof description === 'string' ? description : '' }];
        }),
      },
    ];
  });
}

/** Returns the whole of what is asked, so that nobody allows what was not shown. */
export function renderRequest(request: OpenRequest, style: Style, width: number): readonly string[] {
  const tool = shownLine(request.tool, 40);
  if (request.kind === 'question') return [style.yellow('Claude asks:')];
  if (request.input === undefined)
    return [style.yellow(`Claude asks to use ${tool}`), '  (what for is not shown to you)'];
  const plan = (request.input as Readonly<Record<string, unknown>> | null)?.['plan'];
  if (request.kind === 'plan' && typeof plan !== 'string') {
    return [
      style.yellow('Claude has a plan, and does not say here what it is.'),
      '  Enter, and read the session first.',
    ];
  }
  const isPlan = request.kind === 'plan' && typeof plan === 'string';
  const heading = isPlan ? 'Claude has a plan:' : `Claude asks to use ${tool}:`;
  const lines = isPlan ? wrapText(shownText(plan), width - 2) : renderInput(request.input, width - 2);
  const cut = request.truncated === true ? [style.yellow('  (cut: it is longer than this)')] : [];
  return [style.yellow(heading), ...fold(lines).map((line) => `  ${line}`), ...cut];
}

function renderInput(input: unknown, width: number): readonly string[] {
  if (typeof input !== 'object' || input === null) return wrapText(shownText(String(input)), width);
  return Object.entries(input).flatMap(([name, value]) => {
    const text = shownText(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
    const label = `${shownLine(name, 40)}:`;
    if (!text.includes('\n')) return wrapText(`${label} ${text}`, width);
    return [label, ...wrapText(text, width - 2).map((line) => `  ${line}`)];
  });
}

/** The beginning and the end: what is dangerous may stand at either. */
function fold(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_LINES) return lines;
  const half = MAX_LINES / 2;
  return [
    ...lines.slice(0, half),
    `… ${lines.length - MAX_LINES} lines, see: codez sessions permit --json …`,
    ...lines.slice(-half),
  ];
}

/** Returns a question with its numbered choices. */
export function renderQuestion(asked: AskedQuestion, style: Style, width: number): readonly string[] {
  return [
    ...wrapText(shownText(asked.question), width - 2).map((line) => `  ${style.bold(line)}`),
    ...asked.options.flatMap(({ label, description }, index) => {
      const about = description === '' ? '' : `: ${shownLine(description)}`;
      return wrapText(`${index + 1}. ${shownLine(label)}${about}`, width - 4).map((line) => `    ${line}`);
    }),
  ];
}

/** What a person may type, and the words after which it is typed: they fit into any line, so that it can be erased. */
export interface TypingPrompt {
  readonly choices: string;
  readonly ask: string;
}

export const PERMISSION_PROMPT: TypingPrompt = {
  choices: 'y yes, n no, n REASON no and why, a always in this session, Enter later',
  ask: 'Allow? ',
};
export const PLAN_PROMPT: TypingPrompt = {
  choices: 'y yes, n no, n WHAT to change, Enter later',
  ask: 'Go on with it? ',
};

/** Returns what may be typed for a question. */
export function questionPrompt({ options, isMultiple }: AskedQuestion): TypingPrompt {
  const ask = 'Answer: ';
  if (options.length === 0) return { choices: 'your own words, Enter later', ask };
  return { choices: `${isMultiple ? 'numbers (1,3)' : 'a number'} or your own words, Enter later`, ask };
}

/** Returns what a typed line means: an answer, `later`, or undefined when it must be asked again. */
export function parsePermissionAnswer(line: string, kind: OpenRequest['kind']): PermissionAnswer | 'later' | undefined {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*?)\s*$/.exec(line) ?? [];
  if (word === '') return 'later';
  const answer = word.toLowerCase();
  if (['n', 'no'].includes(answer)) return { behavior: 'deny', ...(rest === '' ? {} : { message: rest }) };
  if (rest !== '') return undefined;
  if (['y', 'yes'].includes(answer)) return { behavior: 'allow' };
  if (['a', 'always'].includes(answer) && kind === 'permission') return { behavior: 'allow', always: true };
  return undefined;
}

/** Returns the answer to a question that a typed line means; undefined: ask again. */
export function parseChoice(line: string, { options, isMultiple }: AskedQuestion): string | 'later' | undefined {
  const typed = line.trim();
  if (typed === '') return 'later';
  const numbers = typed.split(/[\s,]+/);
  if (options.length === 0 || !numbers.every((number) => /^\d+$/.test(number))) return typed;
  if (numbers.length > 1 && !isMultiple) return undefined;
  const labels = numbers.map((number) => options[Number(number) - 1]?.label);
  return labels.includes(undefined) ? undefined : labels.join(', ');
}
