import { systemClock, toIso } from '../../core/clock.ts';
import { isUnencrypted } from '../../core/loopback-name.ts';
import { type CommandContext, defineCommand } from '../define-command.ts';
import { showAddress } from '../login/show-address.ts';
import { createTypedAnswers, type TypedAnswers } from '../login/typed-answers.ts';
import { shownLine } from '../text/shown-text.ts';
import { UsageError } from '../usage-error.ts';

/** How long a person may take to sign in. */
const TIMEOUT_MS = 10 * 60_000;
const USAGE = 'codez login [URL] [OPTIONS]';

export const login = defineCommand({
  description: [
    'Signs you in at the authorization server of a codez server, in the browser: OAuth 2.1 with PKCE. The tokens are ' +
      'kept in the data directory, readable for you alone, and renewed when they end; `codez call --url` and the other ' +
      'commands with --url send them to that server, and to no other.',
    'Without URL it is the server of this data directory. Then it shows who signed in, asks, and records this person as ' +
      'its owner: from then on their tokens act for you from anywhere. `codez owner list` shows who is recorded.',
    'With --no-browser, in CI and over ssh it prints the address to open; the final address of the browser, which begins ' +
      'with http://127.0.0.1, can be pasted.',
  ],
  arguments: [{ name: 'url', description: 'A codez server; default the one of this data directory.' }],
  options: {
    noBrowser: { description: 'Print the address instead of opening it, and take the final address pasted back.' },
    acceptUnboundTokens: {
      description:
        'Also take tokens of this person that do not prove to be made for this server: every service the person signed ' +
        'in to at the same authorization server could use its own here.',
    },
    yes: { description: 'Record the person who signs in as owner unasked.' },
  },
  examples: [
    { line: 'codez login', does: 'become the owner of this server for remote clients' },
    { line: 'codez login https://code.example.com', does: 'sign in to another one' },
    { line: 'codez call --url https://code.example.com memory_list', does: 'and use it' },
  ],
  async run(context) {
    const { args, options, settings, paths, output, io, signal } = context;
    const { findLoginTarget } = await import('../../app/login-target.ts');
    const { logIn } = await import('../../app/log-in.ts');
    const { createLoginStore } = await import('../../mcp/oauth-client/login-store.ts');
    const target = await findLoginTarget({ url: args.url, settings, paths, signal });
    if (target.isOwn && !options.yes && !canAsk(context)) {
      throw new UsageError(
        'There is nobody to ask whether the person may be owner of this server',
        'Run it in a terminal, or give --yes.',
        USAGE,
      );
    }
    warnOfPlainHttp(target.url, output);
    output.note(`Signing in at ${shownLine(target.issuer, 120)} for ${shownLine(target.resource, 120)}`);
    const answers = createTypedAnswers(io.stdin);
    try {
      const person = await logIn({
        target,
        store: createLoginStore(paths),
        allowsPlainIssuer: settings.insecureHttp,
        clock: systemClock,
        timeoutMs: TIMEOUT_MS,
        signal,
        show: (address) => void showAddress(address, options.noBrowser, context),
        readLine: (over) => answers.next(over),
        onForeign: (why) => output.warn(`that is not the answer: ${why}`),
      });
      const owner = target.isOwn ? await record(context, person, answers) : undefined;
      await person.keep();
      const { sub, email, issuer } = person;
      const { resource, expires_at: ends } = person.login;
      output.result(
        {
          url: target.url.href,
          resource,
          issuer,
          sub: sub ?? null,
          email: email ?? null,
          expires_at: ends === undefined ? null : toIso(ends),
          owner: owner !== undefined,
          accepts_unbound_tokens: owner?.acceptsUnbound ?? false,
        },
        `Signed in to ${target.url.origin} as ${shownLine(email ?? sub ?? 'an unnamed person', 80)}${owner === undefined ? '' : ', recorded as owner'}`,
      );
      return 0;
    } finally {
      answers.close();
    }
  },
});

type LoginOptions = { readonly yes: boolean; readonly acceptUnboundTokens: boolean };

async function record(
  context: CommandContext<unknown, LoginOptions>,
  person: Parameters<typeof import('../login/record-owner.ts').recordOwner>[1],
  answers: TypedAnswers,
): Promise<{ readonly acceptsUnbound: boolean }> {
  const { proveToken } = await import('../../app/prove-token.ts');
  const { recordOwner } = await import('../login/record-owner.ts');
  try {
    const token = await proveToken(person, context.settings, systemClock);
    return await recordOwner(context, person, token, context.options, answers);
  } catch (error) {
    await person.discard();
    throw error;
  }
}

function canAsk({ io }: CommandContext): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true;
}

function warnOfPlainHttp(url: URL, output: CommandContext['output']): void {
  if (isUnencrypted(url)) {
    output.warn(`${url.origin} is not encrypted: others on the way can read the token and use it`);
  }
}
