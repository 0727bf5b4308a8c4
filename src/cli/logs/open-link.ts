import { chmod, rename, writeFile } from 'node:fs/promises';
import type { CommandContext } from '../define-command.ts';
import { openBrowser, openPageFile } from '../open-browser.ts';

/**
 * Opens a login link in the browser by way of a file that only this user can read: the link itself would stand in the
 * arguments of the browser. It stays there, and is worth nothing after a minute.
 */
export async function openLink(url: string, { env, paths, io }: CommandContext): Promise<void> {
  // A browser of Windows does not find the files of this system.
  if (env['WSL_DISTRO_NAME'] !== undefined) return await openBrowser(url, env);
  const temporary = `${paths.openedPage}.${io.pid}.tmp`;
  await writeFile(temporary, renderPage(url), { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, paths.openedPage);
  await openPageFile(paths.openedPage, env);
}

function renderPage(url: string): string {
  const address = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return [
    '<!doctype html>',
    '<meta charset="utf-8">',
    '<meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0; url=${address}">`,
    '<title>codez</title>',
    `<p><a href="${address}">Open the access log of codez</a></p>`,
    '',
  ].join('\n');
}
