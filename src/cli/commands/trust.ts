import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodezError } from '../../core/errors.ts';
import { type CommandContext, defineCommand } from '../define-command.ts';
import { callOperation } from '../session/operations.ts';
import { readTypedLines } from '../session/typed-lines.ts';
import { shownLine } from '../text/shown-text.ts';
import { withLocalInvoker } from '../with-invoker.ts';

export const trust = defineCommand({
  description: [
    'Marks a folder, and all that is in it, as one whose own settings, hooks and MCP servers may run in sessions that ' +
      'codez starts. Folders trusted in Claude Code itself need no such mark. Anywhere else a session starts without ' +
      "them: a project's files could otherwise run programs unasked.",
    'Look at .claude/ and .mcp.json in it first. Your whole home directory is trusted only after a question, or with ' +
      '--yes.',
  ],
  arguments: [{ name: 'dir', description: 'The folder.', required: true, completes: 'file' }],
  options: { yes: { description: 'Trust the home directory unasked.' } },
  examples: [{ line: 'codez trust ~/src/my-project', does: 'let its hooks and servers run' }],
  async run(context) {
    const { args, output, io, signal } = context;
    const folder = await realpath(resolve(io.cwd, args.dir)).catch(() => resolve(io.cwd, args.dir));
    if (folder === (await realpath(io.userHome).catch(() => io.userHome))) await confirmHome(context);
    return withLocalInvoker(context, async (opened) => {
      const done = await callOperation<{ folder: string; changed: boolean }>(
        opened,
        'trust_folder',
        { folder },
        signal,
      );
      const shown = shownLine(done.folder);
      output.result(done, done.changed ? `Trusted: ${shown}` : `${shown} was trusted before.`);
      if (done.changed && !output.isJson)
        output.note('It counts for every process started from now on; running sessions keep what they have.');
      return 0;
    });
  },
});

async function confirmHome({ options, io, signal }: CommandContext<unknown, { readonly yes: boolean }>): Promise<void> {
  if (options.yes) return;
  const hint = 'Trust the folder with your own projects, or give --yes.';
  const whole = 'Trusting the home directory trusts every folder in it, downloads and clones of others included';
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) throw new CodezError('conflict', whole, hint);
  io.stderr.write(`${whole}.\nTrust it? [y/N] `);
  const line = await new Promise<string>((done) => {
    const stop = readTypedLines(io.stdin, (typed) => settle(typed));
    const settle = (typed: string): void => {
      stop();
      done(typed);
    };
    signal.addEventListener('abort', () => settle(''), { once: true });
  });
  if (!/^\s*y(es)?\s*$/i.test(line)) throw new CodezError('conflict', 'Nothing was trusted', hint);
}
