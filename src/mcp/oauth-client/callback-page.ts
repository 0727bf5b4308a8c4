const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem;color-scheme:light dark}';

/** Headers of every page of the callback: nothing is loaded, kept or told to others. */
export const CALLBACK_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  connection: 'close',
} as const;

const PAGES = {
  code: ['Signed in', 'codez goes on in the terminal. You can close this window.'],
  refused: ['Not signed in', 'The terminal says why. You can close this window.'],
  late: ['Already answered', 'This login is over. You can close this window.'],
  foreign: ['Not an answer to this login', 'codez goes on waiting. Use the window that it opened.'],
  nothing: ['Nothing here', 'codez waits for the answer of a login.'],
  'foreign-host': ['Refused', 'This address is for logins of this machine only.'],
} as const;

/** Returns a page that holds nothing of what was sent. */
export function callbackPage(name: keyof typeof PAGES): string {
  const [title, text] = PAGES[name];
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>codez: ${title}</title><style>${STYLE}</style><h1>${title}</h1><p>${text}</p></html>\n`
  );
}
