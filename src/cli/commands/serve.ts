import { once } from 'node:events';
import { systemClock } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import { createLogger } from '../../core/logger.ts';
import { isLoopbackName } from '../../core/loopback-name.ts';
import { defineCommand } from '../define-command.ts';
import { renderAccessRules } from '../serve/access-rules.ts';
import { accessWarnings } from '../serve/access-warnings.ts';
import { givenFlags } from '../serve/given-flags.ts';
import { renderSessionRules, sessionWarnings } from '../serve/session-rules.ts';

/** How long running calls may go on after the first signal. */
const GRACE_MS = 10_000;

export const serve = defineCommand({
  description: [
    'Starts the server in the foreground. When it takes requests it prints one line on standard output, ' +
      '`codez listening on http://127.0.0.1:4097 (mcp: /mcp)`; everything else, the log included, goes to standard ' +
      'error, beginning with the rules that decide who may call and what sessions may do.',
    'SIGTERM or SIGINT (Ctrl-C) ends it: it takes no more requests, lets running calls finish for at most 10 ' +
      'seconds, and exits with 0. A second signal ends it at once; what was acknowledged is on disk either way.',
    'Claude Code sessions go on without the server: the next one takes them over in the middle of their turns. ' +
      'With --end-sessions they are ended with it.',
    'One server runs on a data directory. A second one is refused with exit code 5, naming the first.',
  ],
  examples: [
    { line: 'codez serve', does: 'serve this machine' },
    { line: 'codez serve --port 0', does: 'pick a free port and print it' },
    {
      line: 'codez serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem --public-url https://code.example.com/mcp',
      does: 'serve others, encrypted',
    },
  ],
  async run({ settings, origins, paths, output, io, env, version, signal }) {
    if (!isLoopbackName(settings.host) && settings.tlsCert === undefined && !settings.insecureHttp) {
      throw new CodezError(
        'invalid',
        `Listening on ${settings.host} without TLS would send keys and notes unencrypted over the network`,
        'Give --tls-cert and --tls-key, or --insecure-http if you accept that (e.g. behind a proxy that encrypts).',
      );
    }
    const { runServer } = await import('../serve/run-server.ts');
    const logger = createLogger({
      write: (line) => void io.stderr.write(line),
      level: settings.logLevel,
      format: settings.logFormat,
      clock: systemClock,
    });
    const argv = givenFlags(settings, origins);
    const server = await runServer({
      settings,
      paths,
      env,
      userHome: io.userHome,
      logger,
      version,
      pid: io.pid,
      argv,
    });
    output.result(
      { url: server.url, mcp: `${server.url}/mcp`, pid: io.pid, version },
      `codez listening on ${server.url} (mcp: /mcp)`,
    );
    output.note(`codez ${version}, pid ${io.pid}; who may call:`);
    for (const line of renderAccessRules(settings, server)) output.note(line);
    output.note('what Claude Code sessions may do:');
    for (const line of renderSessionRules(settings, server.claude)) output.note(line);
    const warnings = [...accessWarnings(settings, server), ...sessionWarnings(settings, server.claude)];
    for (const warning of warnings) output.warn(warning);
    if (!signal.aborted) await once(signal, 'abort');
    logger.info('stopping: running calls may finish, a second signal ends them', { seconds: GRACE_MS / 1000 });
    await server.close(GRACE_MS);
    logger.info('stopped');
    return 0;
  },
});
