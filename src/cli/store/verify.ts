import { escapeControls } from '../../core/logger.ts';
import type { VerifyReport } from '../../tools/services.ts';
import { defineCommand } from '../define-command.ts';
import { renderBytes } from '../render-bytes.ts';
import { renderTable } from '../render-table.ts';
import { runOperation } from './run-operation.ts';

export const verify = defineCommand({
  description: [
    'Reads every file of the data directory and says what is damaged; changes nothing. Exit code 6 when something is.',
  ],
  async run(context) {
    const { output } = context;
    const report = await runOperation<VerifyReport>(context, 'store_verify', {}, 'Reading every file');
    const rows = report.files.map(({ file, records, bytes, problems }) => [
      file,
      String(records),
      renderBytes(bytes),
      problems.length === 0 ? 'ok' : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`,
    ]);
    const problems = report.files.flatMap(({ file, problems }) => problems.map((each) => `${file}: ${each}`));
    const verdict = report.ok ? output.style.green('Nothing is damaged.') : output.style.red('Something is damaged:');
    const table = renderTable(['FILE', 'RECORDS', 'SIZE', 'STATE'], rows, output.style);
    output.result(report, [table, '', verdict, ...problems.map(escapeControls)].join('\n'));
    return report.ok ? 0 : 6;
  },
});
