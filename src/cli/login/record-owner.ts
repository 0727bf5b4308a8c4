import type { LoggedIn } from '../../app/log-in.ts';
import type { ProvedToken } from '../../app/prove-token.ts';
import { CodezError } from '../../core/errors.ts';
import type { CommandContext } from '../define-command.ts';
import { runOperation } from '../store/run-operation.ts';
import { shownLine } from '../text/shown-text.ts';
import type { TypedAnswers } from './typed-answers.ts';

/** What the person said on the command line already. */
export interface GivenAnswers {
  readonly yes: boolean;
  readonly acceptUnboundTokens: boolean;
}

const UNBOUND =
  'The tokens of this authorization server do not say for whom they are made. Every other service that you sign in to\n' +
  'there gets a token that would work here too: whoever runs such a service could act as you on this machine.';

/**
 * Records who signed in as owner of this data directory, after showing who it is and asking.
 * @throws CodezError `conflict` when the answer is no
 */
export async function recordOwner(
  context: CommandContext,
  person: LoggedIn,
  token: ProvedToken,
  given: GivenAnswers,
  answers: TypedAnswers,
): Promise<{ readonly acceptsUnbound: boolean }> {
  const { output, signal } = context;
  const ask = async (question: string): Promise<boolean> => {
    context.io.stderr.write(`${question} [y/N] `);
    return /^\s*y(es)?\s*$/i.test((await answers.next(signal)) ?? '');
  };
  output.note(`Signed in: ${describe(person, token.sub)}`);
  if (!given.yes) {
    output.note(
      'As owner this person may do everything on this machine over the network that you may: a shell included.',
    );
    if (!(await ask('Record as owner?'))) {
      throw new CodezError('conflict', 'Nobody was recorded as owner', 'Run it again and answer y, or give --yes.');
    }
  }
  const acceptsUnbound = token.isBound ? given.acceptUnboundTokens : await acceptUnbound(given, output, ask);
  const owner = {
    sub: token.sub,
    issuer: person.issuer,
    ...(person.email === undefined ? {} : { email: person.email }),
    ...(acceptsUnbound ? { accept_unbound_tokens: true } : {}),
  };
  await runOperation(context, 'owner_add', owner, 'Recording the owner');
  return { acceptsUnbound };
}

async function acceptUnbound(
  given: GivenAnswers,
  output: CommandContext['output'],
  ask: (question: string) => Promise<boolean>,
): Promise<boolean> {
  output.note(UNBOUND);
  if (given.acceptUnboundTokens) return true;
  if (!given.yes && (await ask('Accept such tokens of yours?'))) return true;
  output.warn('such tokens are refused: run `codez login --accept-unbound-tokens` if you accept that');
  return false;
}

function describe({ email, issuer }: LoggedIn, sub: string): string {
  const name = email === undefined ? '' : `${shownLine(email, 80)}, `;
  return `${name}sub ${shownLine(sub, 80)}, at ${shownLine(issuer, 120)}`;
}
