/** Returns an opening sentence and numbered steps below it. */
export function numberedSteps(opening: string, list: readonly string[]): string {
  return [opening, '', ...list.map((step, index) => `${index + 1}. ${step}`)].join('\n');
}
