import type { CommandContext } from '../define-command.ts';
import { openBrowser, whyNoBrowser } from '../open-browser.ts';

/** Opens the address of a login in the browser, or prints it where that is wanted or nothing can be opened. */
export async function showAddress(
  address: URL,
  isPrinted: boolean,
  { env, io, output }: Pick<CommandContext, 'env' | 'io' | 'output'>,
): Promise<void> {
  const reason = isPrinted ? '' : whyNoBrowser(env, io.platform);
  if (reason === undefined) {
    try {
      await openBrowser(address.href, env);
      output.note('The browser was opened: sign in there. If it was not, open this address yourself:');
      output.note(`  ${address.href}`);
      return;
    } catch {
      return print(address, 'no browser could be started', output);
    }
  }
  print(address, reason, output);
}

function print(address: URL, reason: string, output: CommandContext['output']): void {
  output.note(`Open this address in a browser${reason === '' ? '' : ` (${reason})`}:`);
  output.note(`  ${address.href}`);
  const back = address.searchParams.get('redirect_uri') ?? '';
  output.note(`If the browser runs on another machine, paste the address it ends at here (it begins with ${back}):`);
}
