/** One step of a scripted model: call a tool, or say something and end the turn. */
export type Step =
  | { readonly kind: 'call'; readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly kind: 'say'; readonly text: string };

/**
 * Returns the steps written in a prompt, one a line: `call TOOL {json}` or `say TEXT`; other lines are ignored.
 * @throws SyntaxError when the arguments of a call are no JSON.
 */
export function parseScript(prompt: string): Step[] {
  const steps: Step[] = [];
  for (const line of prompt.split('\n')) {
    const call = /^call (\S+) (\{.*\})\s*$/.exec(line);
    const say = /^say (.*)$/.exec(line);
    if (call?.[1] !== undefined && call[2] !== undefined) {
      steps.push({ kind: 'call', tool: call[1], input: JSON.parse(call[2]) });
    } else if (say?.[1] !== undefined) {
      steps.push({ kind: 'say', text: say[1] });
    }
  }
  return steps;
}

/** Returns the prompt that makes a scripted model do `steps`. */
export function renderScript(steps: readonly Step[]): string {
  return steps
    .map((step) => (step.kind === 'say' ? `say ${step.text}` : `call ${step.tool} ${JSON.stringify(step.input)}`))
    .join('\n');
}

/** Returns what the model does after `results` came back: the next step, at the end the results themselves. */
export function nextStep(steps: readonly Step[], results: readonly string[]): Step {
  return steps[results.length] ?? { kind: 'say', text: `results: ${results.join(' | ')}` };
}
