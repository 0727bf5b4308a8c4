import type { Requirement } from './requirement.ts';

/** Returns `test/REQUIREMENTS.md`: the table of all promises. */
export function renderRequirements(requirements: readonly Requirement[]): string {
  const now = requirements.filter((requirement) => requirement.status === 'now').length;
  const rows = requirements.map(
    ({ id, sentence, status, suite }) =>
      `| \`${id}\` | ${sentence.replaceAll('|', '\\|')} | ${status}${suite === 'main' ? '' : ` (${suite})`} |`,
  );
  return [
    '# What codez promises',
    '',
    `Generated from \`test/requirements/\` by \`npm run requirements\`: ${requirements.length} promises, ${now} kept now, ${requirements.length - now} planned.`,
    'A test cites the promise that it shows by its id in brackets at the end of its title; `real` ones are shown by',
    '`npm run test:real`, `bench` ones are measured by `npm run bench`, all others by `npm test`.',
    '',
    '| id | promise | status |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
