import type { Scope } from '../../core/scopes.ts';

/** One argument of a prompt; a client shows `description` beside its field. */
export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
}

/** Values by argument name; those that are required are there. */
export type PromptValues = Readonly<Record<string, string>>;

/** A workflow that a person starts: what the model is to do, with the person's own values. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Who may not call the tools it speaks of does not see it. */
  readonly scope: Scope;
  readonly arguments: readonly PromptArgument[];
  /** Returns the text the model is given. */
  render(values: PromptValues): string;
}

/** Returns a value as it stands in a text: a JSON string, so that no value can pass for an instruction's own words. */
export function quote(value: string | undefined): string {
  return JSON.stringify(value ?? '');
}
