import { now, type Requirement } from './requirement.ts';

const LOG = 'contract: access, Access log';

/** How rows are kept, found and shown. */
export const ACCESS_LOG_REQUIREMENTS: readonly Requirement[] = [
  ...now(LOG, {
    'access.log.files.daily': 'Rows are JSON lines in access/YYYY-MM-DD.jsonl of the UTC day.',
    'access.log.files.private':
      'The folder is 0700 and the files 0600; neither a symbolic link nor a pipe is written to.',
    'access.log.files.escaped':
      'Control, bidi and invisible characters are escaped in the file: cat and less are safe.',
    'access.log.files.bounded': 'What a client sends makes no line longer than 10 KB.',
    'access.log.files.second': 'A row is on disk within a second; closing writes what is left, kill -9 loses no more.',
    'access.log.files.batched': 'Rows are written together, at 64 KiB at the latest, one write at a time.',
    'access.log.files.torn': 'A line that a crash has torn is closed off, and costs no other row.',
    'access.log.files.parts': 'A file is parted at a size: YYYY-MM-DD.1.jsonl follows YYYY-MM-DD.jsonl.',
    'access.log.files.kept': '30 days and 1 GiB are kept, at the start and while running.',
    'access.log.files.foreign': 'Files of others in the folder stay untouched and unread.',
    'access.log.files.clock': 'A clock that jumps loses no row, mixes up no order and removes nothing at once.',
    'access.log.files.removed': 'Files removed while running are begun anew; cursors go on.',
    'access.log.failing.calls': 'A disk that is full or fails slows and breaks no call.',
    'access.log.failing.bounded': 'While the disk fails rows wait in bounded memory.',
    'access.log.failing.told':
      'Rows for which there was no room are counted, and a row says so when writing works again.',
    'access.log.failing.health': 'get_health is not well while rows cannot be written.',
    'access.log.list': 'Rows are listed newest first by pages that join, while rows come and files go.',
    'access.log.list.memory': 'Rows are found before they are on disk.',
    'access.log.list.filters': 'Rows are found by principal, tool, status, door, text in any field, and time.',
    'access.log.list.damaged': 'Damaged lines cost no row but their own.',
    'access.log.list.bounded': 'A page is bounded in rows, bytes and time.',
    'access.log.follow': 'What comes after a head is told oldest first, and waited for.',
    'access.log.follow.restart': 'A head is good over a restart, kill -9 included.',
    'access.log.follow.reads': 'Reading the log wakes nobody who waits for rows.',
    'access.log.operation': 'access_log is for the owner alone, and hands out rows by pages or as they come.',
    'access.log.in-process': 'Calls that the command line makes without a server are rows, too.',
  }),
  ...now(
    LOG,
    {
      'access.log.cost': 'A row costs its call a few microseconds.',
      'access.log.page-time': 'Of a million rows on disk each page takes less than 200 ms, and nobody else waits.',
    },
    'bench',
  ),
  ...now('contract: cli, Commands', {
    'cli.logs.table': 'logs shows calls as a table, the newest last, with colour on a terminal alone.',
    'cli.logs.narrow': 'On a narrow terminal no line of logs is wider than it; in a pipe nothing is cut.',
    'cli.logs.filters': 'logs takes --host, --principal, --tool, --status, --door, --q, --since and --limit.',
    'cli.logs.json': 'logs --json prints one document, with --follow a row a line.',
    'cli.logs.follow': 'logs --follow shows calls as they come, none twice; Ctrl-C ends it with 130.',
    'cli.logs.restart': 'logs --follow goes on over a restart of the server, and says so.',
    'cli.logs.safe': 'What a client sends cannot drive the terminal that shows it.',
    'cli.logs.link': 'logs --link prints a login link to the page, --via for a forwarded port.',
    'cli.logs.open': 'logs --open opens the page in the browser, or prints its link where none can be opened.',
    'cli.logs.wrong-use': 'Wrong options of logs are refused with exit 2.',
  }),
];
