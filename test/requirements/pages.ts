import { now, type Requirement } from './requirement.ts';

const LOG = 'contract: access, Access log';

/** Login links, and what lies below /admin. */
export const PAGE_REQUIREMENTS: readonly Requirement[] = [
  ...now(LOG, {
    'pages.link.code': 'A login link holds a code of 256 random bits, exchanged for a bearer of 256; no other is one.',
    'pages.link.minute': 'The code of a login link is good for 60 s.',
    'pages.link.opened': 'codez logs --open opens the page signed in; the code stands in no arguments of a program.',
    'pages.link.second-use': 'A second use of a login link revokes the bearer of the first, and is logged.',
    'pages.link.bearer-ends': 'A bearer ends after 8 hours, by signing out, and with the server.',
    'pages.link.bearer-kept':
      'A page keeps its bearer in sessionStorage alone, and the code nowhere; there are no cookies.',
    'pages.link.bounded': 'Links and bearers are kept as hashes in memory, 64 at most.',
    'pages.link.fragment': 'The code stands in the fragment of the link; --via names a forwarded port.',
    'pages.door.spellings': 'What lies below /admin is judged as such however its address is spelt.',
    'pages.door.local': 'The pages are served on the Unix socket and to direct loopback connections by loopback names.',
    'pages.door.remote': 'Under other names, for other machines and behind proxies nothing is there: 404.',
    'pages.door.admin-remote': 'CODEZ_ADMIN_REMOTE=on serves them there as well, with a login link as ever.',
    'pages.door.files': 'The files of the pages are static, under a strict policy, and refer to no other host.',
    'pages.door.bearer': 'The bearer of a login link is the owner with admin, below /admin.',
    'pages.door.no-bearer': 'Without it there is no data below /admin over TCP: 401, for keys and tokens as well.',
    'pages.door.only-pages': 'It opens nothing but the pages: 401 on /mcp and /api.',
    'pages.door.operations': 'With it only the operations of the pages are called, with the arguments they need.',
    'pages.door.origins': 'Other origins are refused below /admin, also when signing in.',
    'pages.door.methods': 'Other methods than those of the pages do nothing.',
    'pages.door.queries': 'A query of the log that is none is refused with 422.',
    'pages.door.other-user': 'Another user of this machine gets the empty pages and no more.',
    'pages.door.rows': 'What is done below /admin leaves rows in the access log; the files of the pages leave none.',
    'pages.signed-out': 'Without a bearer, or once it ends, a page shows nothing but how to sign in.',
    'pages.log.live': 'A call appears on the page as it comes, unless it is paused.',
    'pages.log.position': 'Who reads further down is not moved by new rows, and told of them.',
    'pages.log.filters': 'Filters by principal, tool, status, text and time stand in the address of the page.',
    'pages.log.older': 'Older rows are loaded as they are asked for.',
    'pages.log.keys': 'Rows and their details are reached by keys, and narrow the log to what they show.',
    'pages.log.reconnect': 'A server that does not answer is shown as such, and asked again.',
    'pages.log.hidden': 'A page in a hidden tab asks for nothing, and catches up when it is seen again.',
    'pages.log.bounded': 'A page holds 1,000 rows at most, however many come or are loaded.',
    'pages.log.escaped': 'Text of strangers is text: markup does nothing, and what cannot be seen is spelt out.',
    'pages.overview': 'The overview shows hosts, windows, spaces, users, owners, sessions and the state of the server.',
    'pages.overview.usage': 'It shows usage as a chart by day, and by model.',
    'pages.actions':
      'Hosts are enabled, disabled, bound and let roam, windows opened and closed, with what came of it.',
    'pages.actions.ask': 'A key is rotated only after asking, and the new one shown once.',
    'pages.look': 'The pages are dark or light as the system is, and fit a phone of 360 pixels.',
  }),
];
