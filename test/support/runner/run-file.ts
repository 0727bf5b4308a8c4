import { run } from 'node:test';
import type { Outcome } from './outcome.ts';

/**
 * Runs one compiled test file in a process of its own and adds what became of its tests to `outcome`. The process
 * is killed after `timeoutMs`. Resolves to what the file printed.
 */
export async function runFile(file: string, outcome: Outcome, timeoutMs: number): Promise<string> {
  let output = '';
  let finished = 0;
  const timer = new AbortController();
  const alarm = setTimeout(() => {
    timer.abort(new Error(`the file did not end within ${timeoutMs / 1000} s: a test hangs or leaves something open`));
  }, timeoutMs);
  const stream = run({ files: [file], signal: timer.signal });
  stream.on('test:pass', (data) => {
    if (outcome.pass(data)) finished++;
  });
  stream.on('test:fail', (data) => {
    finished++;
    outcome.fail(data);
  });
  stream.on('test:diagnostic', ({ message }) => {
    if (!/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(message)) output += `${message}\n`;
  });
  stream.on('test:stdout', ({ message }) => {
    output += message;
  });
  stream.on('test:stderr', ({ message }) => {
    output += message;
  });
  await new Promise<void>((resolve, reject) => {
    stream.on('end', resolve);
    stream.on('error', reject);
    stream.resume();
  });
  clearTimeout(alarm);
  // A file whose process ends early, or that only defines things, must not count as tested.
  if (finished === 0) outcome.fail({ name: 'the file ran no test', file, details: { duration_ms: 0, error: output } });
  return output;
}
