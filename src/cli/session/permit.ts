import { systemClock } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import { type CommandContext, defineCommand } from '../define-command.ts';
import { renderTable } from '../render-table.ts';
import { renderAge } from '../text/render-time.ts';
import { UsageError } from '../usage-error.ts';
import { withServer } from '../with-invoker.ts';
import { callOperation, type OpenRequest } from './operations.ts';
import { questionsOf } from './permission-question.ts';
import { summariseInput } from './summarise-input.ts';

const USAGE = 'codez sessions permit [REQUEST] [allow|deny] [OPTIONS]';

export const permit = defineCommand({
  description: [
    'Lists what sessions ask for (permissions, questions, plans), or answers one request. The first answer counts; a ' +
      'second one is refused with exit code 5. With --json the list has every input in full.',
  ],
  arguments: [
    { name: 'request', description: 'Request id or the beginning of one; without it the open requests are listed.' },
    { name: 'answer', description: 'Whether it may be done.', choices: ['allow', 'deny'] },
  ],
  options: {
    message: { placeholder: 'TEXT', description: 'With deny: what Claude is told.' },
    always: { description: 'With allow: allow this tool for the rest of the session.' },
    answer: { placeholder: 'TEXT', description: 'With allow, for a question: the answer.' },
  },
  examples: [
    { line: 'codez sessions permit', does: 'see what waits for you' },
    { line: 'codez sessions permit 5f1e allow', does: 'let it happen' },
    { line: 'codez sessions permit 5f1e deny --message "use the test database"', does: 'say no, and why' },
  ],
  async run(context) {
    const { args, options, output, signal } = context;
    if (args.request !== undefined && args.answer === undefined) {
      throw new UsageError('An answer is missing', 'Write allow or deny after the request.', USAGE);
    }
    if (options.message !== undefined && args.answer !== 'deny') {
      throw new UsageError('--message goes with deny', 'Write deny, or leave --message out.', USAGE);
    }
    if ((options.always || options.answer !== undefined) && args.answer !== 'allow') {
      throw new UsageError('--always and --answer go with allow', 'Write allow, or leave them out.', USAGE);
    }
    return withServer(context, async (opened) => {
      const list = await callOperation<{ requests: OpenRequest[] }>(opened, 'list_permissions', {}, signal);
      if (args.request === undefined) {
        showRequests(list, context);
        return 0;
      }
      const request = findRequest(list.requests, args.request);
      const answer = {
        session_id: request.session_id,
        request_id: request.request_id,
        behavior: args.answer,
        ...(options.message === undefined ? {} : { message: options.message }),
        ...(options.always ? { always: true } : {}),
        ...(options.answer === undefined ? {} : { answers: toAnswers(request, options.answer) }),
      };
      const done = await callOperation<{ resolved: boolean }>(opened, 'respond_permission', answer, signal);
      output.result(done, args.answer === 'allow' ? 'Allowed.' : 'Denied.');
      return 0;
    });
  },
});

function showRequests(list: { readonly requests: readonly OpenRequest[] }, { output }: CommandContext): void {
  const nowMs = systemClock();
  const rows = list.requests.map((request) => [
    request.request_id.slice(0, 8),
    request.session_id.slice(0, 8),
    renderAge(request.created_at, nowMs),
    request.kind,
    request.tool,
    request.kind === 'question'
      ? questionsOf(request)
          .map(({ question }) => question)
          .join(' ')
          .replace(/\s+/g, ' ')
      : summariseInput(request.input, output.isTerminal ? Math.max(20, output.width - 60) : undefined),
  ]);
  if (list.requests.length === 0 && !output.isJson) output.note('Nothing waits for an answer.');
  else output.result(list, renderTable(['REQUEST', 'SESSION', 'AGE', 'KIND', 'TOOL', 'FOR'], rows, output.style));
}

function findRequest(requests: readonly OpenRequest[], given: string): OpenRequest {
  const found = requests.filter(({ request_id: id }) => id === given || id.startsWith(given));
  const [only] = found;
  if (only !== undefined && (found.length === 1 || only.request_id === given)) return only;
  if (found.length === 0) {
    throw new CodezError(
      'not_found',
      `No open request is called ${given.slice(0, 64)}`,
      'It may have been answered elsewhere; `codez sessions permit` lists what is open.',
    );
  }
  const ids = found.map(({ request_id: id }) => `  ${id}`).join('\n');
  throw new CodezError('invalid', `${found.length} requests' ids begin with ${given}:\n${ids}`, 'Write more of it.');
}

function toAnswers(request: OpenRequest, answer: string): Readonly<Record<string, string>> {
  const [asked, another] = questionsOf(request);
  if (asked !== undefined && another === undefined) return { [asked.question]: answer };
  throw new CodezError(
    'invalid',
    another === undefined ? 'This request asks no question' : 'This request asks more than one question',
    'Answer it with `codez sessions watch`, or `codez call respond_permission --input JSON`.',
  );
}
