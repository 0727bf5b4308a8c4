/** A piece of what a scripted model says in one message. */
export type Part =
  | { readonly kind: 'call'; readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'think'; readonly text: string };

/** An HTTP error instead of a message. */
export interface Failure {
  readonly kind: 'fail';
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One step of a scripted model: a tool call, a text that ends the turn, a message of several parts, or an error. */
export type Step =
  | Extract<Part, { kind: 'call' | 'say' }>
  /** `delayMs`: texts come word by word, with this much time between the words. */
  | { readonly kind: 'message'; readonly parts: readonly Part[]; readonly delayMs: number }
  | Failure;

/**
 * Returns the steps written in a prompt, one a line; other lines are ignored.
 *
 *     call TOOL {json}       a tool call
 *     say TEXT               text that ends the turn
 *     slowly MS TEXT         the same, word by word
 *     think TEXT             thinking, in one message with the next line
 *     also call TOOL {json}  (or `also say TEXT`) goes into the message of the line before
 *     fail STATUS {json}     an HTTP error: `{type, message, headers?}`
 *
 * @throws SyntaxError when JSON is none.
 */
export function parseScript(prompt: string): Step[] {
  const done: (Failure | { parts: Part[]; delayMs: number; isOpen: boolean })[] = [];
  for (const line of prompt.split('\n')) {
    const [, also, word = '', rest = ''] = /^(also )?(call|say|slowly|think|fail) (.*)$/.exec(line) ?? [];
    if (word === 'fail') {
      done.push(parseFailure(rest));
      continue;
    }
    const [part, delayMs] = parsePart(word, rest);
    if (part === undefined) continue;
    const last = done.at(-1);
    if (last !== undefined && 'parts' in last && (also !== undefined || last.isOpen)) {
      last.parts.push(part);
      last.delayMs = Math.max(last.delayMs, delayMs);
      last.isOpen = part.kind === 'think';
    } else {
      done.push({ parts: [part], delayMs, isOpen: part.kind === 'think' });
    }
  }
  return done.map((step) => ('parts' in step ? toStep(step.parts, step.delayMs) : step));
}

function parsePart(word: string, rest: string): [Part | undefined, number] {
  if (word === 'say') return [{ kind: 'say', text: rest }, 0];
  if (word === 'think') return [{ kind: 'think', text: rest }, 0];
  const call = /^(\S+) (\{.*\})\s*$/.exec(rest);
  if (word === 'call' && call?.[1] !== undefined && call[2] !== undefined) {
    return [{ kind: 'call', tool: call[1], input: JSON.parse(call[2]) }, 0];
  }
  const slow = /^(\d+) (.*)$/.exec(rest);
  if (word === 'slowly' && slow?.[2] !== undefined) return [{ kind: 'say', text: slow[2] }, Number(slow[1])];
  return [undefined, 0];
}

function parseFailure(rest: string): Failure {
  const [, status = '500', json = '{}'] = /^(\d{3}) (\{.*\})\s*$/.exec(rest) ?? [];
  return { type: 'api_error', message: 'scripted', ...JSON.parse(json), kind: 'fail', status: Number(status) };
}

function toStep(parts: readonly Part[], delayMs: number): Step {
  const [only] = parts;
  if (parts.length === 1 && delayMs === 0 && only !== undefined && only.kind !== 'think') return only;
  return { kind: 'message', parts, delayMs };
}

/** Returns the prompt that makes a scripted model do `steps`. */
export function renderScript(steps: readonly Step[]): string {
  return steps.map(renderStep).join('\n');
}

function renderStep(step: Step): string {
  if (step.kind === 'message') {
    return step.parts
      .map((part, index) => {
        const joins = index > 0 && step.parts[index - 1]?.kind !== 'think';
        const isSlow = part.kind === 'say' && step.delayMs > 0;
        const line = isSlow ? `slowly ${step.delayMs} ${part.text}` : renderPart(part);
        return joins ? `also ${line}` : line;
      })
      .join('\n');
  }
  if (step.kind !== 'fail') return renderPart(step);
  const { kind, status, ...body } = step;
  return `${kind} ${status} ${JSON.stringify(body)}`;
}

function renderPart(part: Part): string {
  return part.kind === 'call' ? `call ${part.tool} ${JSON.stringify(part.input)}` : `${part.kind} ${part.text}`;
}

/** Returns what the model does after `results` came back: the next step, at the end the results themselves. */
export function nextStep(steps: readonly Step[], results: readonly string[]): Step {
  let left = results.length;
  for (const step of steps) {
    if (left === 0) return step;
    left -= Math.max(1, partsOf(step).filter(({ kind }) => kind === 'call').length);
  }
  return { kind: 'say', text: `results: ${results.join(' | ')}` };
}

/** What a step says; nothing for an error. */
export function partsOf(step: Step): readonly Part[] {
  if (step.kind === 'message') return step.parts;
  return step.kind === 'fail' ? [] : [step];
}
