import { shownRow } from '../../src/tools/access-log/shown-row.ts';
import { bold, escapeRoff, paragraphs, section, terms } from './render-roff.ts';

const ABOUT = [
  'Every request becomes somebody who may do certain things, or is refused; either way there is a row in the access log. ' +
    'The rules are the same over MCP, REST and for the pages below `/admin/`. They are asked in this order, all before ' +
    'the body is read: Host, Origin, who is calling, how often. What a caller may call is asked for each call.',
];

const HOST_AND_ORIGIN = [
  'Host must be a loopback name, the address the connection was accepted on, the host of the public URL, or one of ' +
    '`--allowed-hosts`; else 403. A loopback name with another port (`ssh -L`) is served, without trust. Two Hosts, none, or ' +
    'a target that names another one: 400.',
  'Origin may be absent; else it must be the request\u2019s own, the public origin, or one of `--allowed-origins`; `null` and ' +
    'all others: 403, for reading as well. Answers for pages of other origins (CORS) are given to allowed ones only.',
];

const SCOPES: readonly (readonly [string, string])[] = [
  ['sessions:read', 'See sessions, their conversations, costs and events.'],
  ['sessions', 'Create, prompt, stop, fork and end sessions: programs run on this machine.'],
  ['approve', 'Answer what sessions ask permission for.'],
  ['memory', 'Notes in the own space and in shared ones.'],
  ['resources', 'The same notes as resources (memory://).'],
  ['files:read, files', 'Files below the file root.'],
  ['state', 'Markers and preferences that clients share.'],
  ['admin', 'Hosts, people, the log, the store: over the socket of the data directory, and for the pages.'],
];

const CALLERS: readonly (readonly [string, string])[] = [
  [
    'The socket of the data directory',
    'Who opens `server.sock` is the owner, with the scope `admin`. It is 0600 in a directory that is 0700; the command ' +
      'line uses it. Host, Origin and limits are not judged there.',
  ],
  [
    'This machine',
    'A request without a credential is the owner, without `admin`, when all of this holds: the peer is loopback; Host is ' +
      '`localhost`, `127.0.0.1` or `[::1]` with the port of the server; no header shows a proxy or tunnel (`Forwarded`, ' +
      '`X-Forwarded-*`, `X-Real-IP`, `Via`, `CF-*` and others, whatever they say); a browser says that no foreign page sent ' +
      'it; and, where the system can tell, the connection belongs to the user of the server. `--loopback off` ends this. ' +
      'What forwards raw TCP as the same user (`ssh -R`, port forwarding of editors and containers) cannot be told apart.',
  ],
  [
    'Keys',
    '`Authorization: Bearer` or `X-API-Key`, never in an address. `codez host add` and `codez user add` issue them: `cz_` ' +
      'and 256 random bits, of which only a hash is kept. A host acts in its own space and those shared with it.',
  ],
  [
    'Tokens',
    'With `AUTHKIT_URL` set the server is an OAuth 2.1 resource server; its metadata is at ' +
      '`/.well-known/oauth-protected-resource`. A JWT is checked by signature, issuer, audience and time; other tokens are ' +
      'introspected, or looked up at userinfo, and the answer is kept for a minute at most. Let in are the people of ' +
      '`codez owner` and users that were linked.',
  ],
  [
    'Login links',
    '`codez logs --open` makes a code that is good once, for 60 seconds, and opens the pages; the bearer it is exchanged for ' +
      'opens nothing but them.',
  ],
  ['Hooks', 'Claude Code\u2019s hooks carry a secret of their own, which is good for `/hooks/claude` alone.'],
];

const KEYS = [
  'A key is bound to the first IPv4 address and to the first IPv6 network (/64) it is used from; from others it is refused ' +
    'with 403, unless its host may roam, which moves the binding and is logged. Keys over the socket count as 127.0.0.1.',
  'An insecure host (`--insecure`) is let in only inside its window. Adding it opens the window for 30 minutes; each allowed ' +
    'call moves its end to at least now and its length (10 minutes; `--window` from 1m to 8h) and never shortens it; a ' +
    'refused call moves nothing. Windows survive restarts, on every door.',
  'A stream that is open ends within 15 seconds when its key is disabled, removed or expired or loses a scope or ' +
    'space, its window is closed, its token has ended or its owner is taken off the list; before that it is told nothing ' +
    'more. Calls that run are finished, but an answer that was waited for is withheld.',
];

const LIMITS = [
  'Requests without a valid credential are counted by address (IPv6 by /64), 120 in 60 seconds; calls by host, user or ' +
    'token, 1,200 in 60 seconds, each message of a batch for itself. Above that: 429 with `Retry-After`. `RateLimit-Limit`, ' +
    '`RateLimit-Remaining` and `RateLimit-Reset` say how far one is. This machine\u2019s own requests are not counted.',
  'After 20 wrong keys or tokens in 10 minutes an address is blocked for 30 minutes: a right key or token still gets ' +
    'through, a wrong one gets 429. Missing, expired and disabled ones do not count, nor does what comes directly from ' +
    'this machine.',
  'A client\u2019s address is that of its connection, unless that is one of `CODEZ_TRUSTED_PROXIES`: then it is the ' +
    'right-most address of `X-Forwarded-For` that is none of them.',
];

const LOG = [
  'Rows are JSON lines in `access/` of the data directory, a file for each day (UTC), written within a second; 30 days and ' +
    '1 GiB are kept. `codez logs` shows and follows them, `GET /admin/mcp/logs` answers with them to who is signed in.',
  'A row says why a call was refused; the caller is told no more than it needs. `X-Request-Id` of each reply leads to its rows, ' +
    'and to what the server says on standard error.',
];

/** Returns the sections of codez-access(7): who may call what, and what is kept of it. */
export function renderAccessSections(): string[] {
  const fields = Object.entries(shownRow.shape).map(
    ([name, { description = '' }]) => [bold(name), description] as const,
  );
  return [
    section('NAME', `codez\\-access \\- ${escapeRoff('who may call what, and what is kept of it')}`),
    section('DESCRIPTION', paragraphs(ABOUT)),
    section('HOST AND ORIGIN', paragraphs(HOST_AND_ORIGIN)),
    section('WHO IS CALLING', terms(CALLERS.map(([name, text]) => [bold(name), text]))),
    section('SCOPES', terms(SCOPES.map(([name, text]) => [bold(name), text]))),
    section('KEYS', paragraphs(KEYS)),
    section('LIMITS', paragraphs(LIMITS)),
    section('ACCESS LOG', `${paragraphs(LOG)}\n${terms(fields)}`),
    section('SEE ALSO', `${['codez-host', 'codez-owner', 'codez-login', 'codez-logs'].map(bold).join('(1), ')}(1)`),
  ];
}
