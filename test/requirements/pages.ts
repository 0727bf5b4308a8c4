import { now, type Requirement } from './requirement.ts';

/** Login links, and what lies below /admin. */
export const PAGE_REQUIREMENTS: readonly Requirement[] = [
  ...now('contract: access, Access log', {
    'pages.link.code': 'A login link holds a code of 256 random bits, exchanged for a bearer of 256; no other is one.',
    'pages.link.minute': 'The code of a login link is good for 60 s.',
    'pages.link.second-use': 'A second use of a login link revokes the bearer of the first, and is logged.',
    'pages.link.bearer-ends': 'A bearer ends after 8 hours, by signing out, and with the server.',
    'pages.link.bounded': 'Links and bearers are kept as hashes in memory, 64 at most.',
    'pages.link.fragment': 'The code stands in the fragment of the link; --via names a forwarded port.',
    'pages.door.spellings': 'What lies below /admin is judged as such however its address is spelt.',
    'pages.door.local': 'The pages are served on the Unix socket and to direct loopback connections by loopback names.',
    'pages.door.remote': 'To other machines, under other names and behind proxies nothing is there: 404.',
  }),
];
