import type { loginLink } from '../../tools/admin/login-link.ts';
import type { CommandContext } from '../define-command.ts';
import { whyNoBrowser } from '../open-browser.ts';
import { callOperation } from '../session/operations.ts';
import { wholeNumber } from '../whole-number.ts';
import { withLocalServer } from '../with-invoker.ts';
import { openLink } from './open-link.ts';

type LoginLink = Awaited<ReturnType<(typeof loginLink)['run']>>;

export interface LogLinkOptions {
  /** The browser is to be opened; else the link is printed. */
  readonly open: boolean;
  /** The port that is forwarded to the server, if any. */
  readonly via?: string | undefined;
}

/** Makes a link that signs a browser in to the log page, and opens or prints it; printed, too, where nothing can be opened. */
export async function showLogLink(context: CommandContext, { open, via }: LogLinkOptions): Promise<void> {
  const { output, env, io, signal } = context;
  const port = via === undefined ? {} : { via: wholeNumber('--via', via, 8080, 65_535) };
  const link = await withLocalServer(context, (opened) => callOperation<LoginLink>(opened, 'login_link', port, signal));
  const reason = open ? (whyNoBrowser(env, io.platform) ?? (await tryBrowser(link.url, context))) : '';
  if (reason === undefined && !output.isJson) output.note('The log page is opened in the browser.');
  else {
    output.result(link, link.url);
    const why = reason === undefined || reason === '' ? '' : ` (${reason})`;
    if (!output.isJson) output.note(`Open it in a browser within 60 seconds; it is good once${why}.`);
  }
}

/** Returns why the browser was not opened. */
async function tryBrowser(url: string, context: CommandContext): Promise<string | undefined> {
  return await openLink(url, context).then(
    () => undefined,
    () => 'no browser could be started',
  );
}
