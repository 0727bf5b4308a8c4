/** The page that a login link opens. */
const PAGE = '/admin/mcp-logs.html';

/**
 * Returns the address of the pages with a login code in its fragment, which browsers send to nobody. `via` names
 * another port of a loopback name than the server's, as `ssh -L` forwards it.
 */
export function loginUrl(serverUrl: string, code: string, via?: number): string {
  const url = new URL(PAGE, serverUrl);
  if (via !== undefined) {
    url.hostname = '127.0.0.1';
    url.port = String(via);
  }
  url.hash = `code=${code}`;
  return url.href;
}
