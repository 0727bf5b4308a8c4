import { systemClock } from '../../core/clock.ts';
import { createLogger } from '../../core/logger.ts';
import { OWNER } from '../../core/principal.ts';
import { defineCommand } from '../define-command.ts';
import { UsageError } from '../usage-error.ts';

export const mcp = defineCommand({
  description: [
    'Serves MCP on standard input and output, for clients that start a process instead of connecting to a URL. ' +
      'Calls go through the running server; without one they run in this process on the same files, which it owns ' +
      'only while calls run.',
    'Nothing but the protocol is written to standard output; the log goes to standard error. It ends when its input ends.',
  ],
  options: {
    stdio: { description: 'Speak MCP on standard input and output (needed: it is the only form there is).' },
  },
  examples: [{ line: 'codez mcp --stdio', does: 'what a client has in its configuration as command' }],
  json: false,
  async run({ env, options, settings, io, version, signal }) {
    if (!options.stdio) {
      throw new UsageError(
        'Option --stdio is missing',
        'Add --stdio; over HTTP, use `codez serve`.',
        'codez mcp --stdio',
      );
    }
    const [{ SharedInvoker }, { openInvoker }, { createDispatcher }, { serveStdio }] = await Promise.all([
      import('../../app/shared-invoker.ts'),
      import('../../app/open-invoker.ts'),
      import('../../mcp/create-dispatcher.ts'),
      import('../../mcp/stdio.ts'),
    ]);
    const logger = createLogger({
      write: (line) => void io.stderr.write(line),
      level: settings.logLevel,
      format: settings.logFormat,
      clock: systemClock,
    });
    const invoker = new SharedInvoker(() =>
      openInvoker({ settings, env, userHome: io.userHome, principal: OWNER, logger }),
    );
    signal.addEventListener('abort', () => io.stdin.destroy());
    try {
      const dispatcher = createDispatcher({ invoker, version, logger });
      await serveStdio({ dispatcher, principal: OWNER, input: io.stdin, output: io.stdout, logger });
    } finally {
      await invoker.close();
    }
    return 0;
  },
});
