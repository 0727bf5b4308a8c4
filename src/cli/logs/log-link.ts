import type { loginLink } from '../../tools/admin/login-link.ts';
import type { CommandContext } from '../define-command.ts';
import { callOperation } from '../session/operations.ts';
import { wholeNumber } from '../whole-number.ts';
import { withLocalServer } from '../with-invoker.ts';

type LoginLink = Awaited<ReturnType<(typeof loginLink)['run']>>;

/** Returns an address that signs a browser in to the pages; `via` is the port that is forwarded to the server, if any. */
export async function makeLogLink(context: CommandContext, via: string | undefined): Promise<LoginLink> {
  const port = via === undefined ? undefined : wholeNumber('--via', via, 8080, 65_535);
  return await withLocalServer(context, (opened) =>
    callOperation<LoginLink>(opened, 'login_link', port === undefined ? {} : { via: port }, context.signal),
  );
}
