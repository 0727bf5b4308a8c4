import { now, type Requirement } from './requirement.ts';

const KEYS = 'contract: access, Host API keys';
const SCOPES = 'contract: access, Principals';
const CLI = 'contract: cli, Commands';

/** Keys of hosts and users, spaces, and the commands that manage them. */
export const HOST_REQUIREMENTS: readonly Requirement[] = [
  ...now(SCOPES, {
    'access.scope.key': 'A key has memory, resources and files unless said otherwise, and nothing more.',
    'access.scope.no-admin-key': 'No key ever has admin, whatever is asked for or on file.',
    'access.scope.sessions-key': 'A key with sessions is a shell: codez host add says so and asks.',
    'access.scope.denied': 'A call outside the scopes of a key is refused, and named so to the caller.',
    'access.name.form': 'Names are safe as file names, in terminals, URLs and markup.',
    'access.name.reserved': 'Words that mean something already, local among them, are no names.',
    'access.name.shared': 'Hosts, users and spaces share one set of names, in which letter case does not count.',
  }),
  ...now(KEYS, {
    'access.key.activity':
      'Calls, refusals, last use and the latest addresses of a key are counted exactly, however many come at once.',
    'access.key.form': 'A key is cz_ and 256 random bits in base64url; its SHA-256 and an 8-character prefix are kept.',
    'access.key.hash-is-no-key': 'What is kept of a key is not accepted as the key.',
    'access.key.compare': 'A key is compared whole and in constant time, an unknown prefix as well.',
    'access.key.headers':
      'A key is taken from Authorization: Bearer or X-API-Key; both and different is 400; never from a query string.',
    'access.key.unknown': 'A mistyped, cut, longer or made-up key is nobody: 401, with the same body for all.',
    'access.key.states': 'A disabled or expired key is 403, a removed or rotated one 401.',
    'access.key.rotate': 'With a grace two keys are good until it ends; without one the former is refused at once.',
    'access.key.once': 'A key is shown once: nothing later, no file and no log holds it.',
    'access.key.add-refused': 'A host that cannot be is not added, and its name stays free.',
    'access.key.update': 'Changes of a host at the same moment are all made, and count from the next call on.',
    'access.key.remove-notes': 'A removed host leaves its notes on file unless they are to go.',
    'access.key.last-use': 'Last use, addresses and counts are kept and shown, bounded, apart from the record.',
    'access.key.cached': 'What a key may do is worked out once, and anew when it changes.',
    'access.key.export': 'An export holds no key and no hash; an import keeps the keys that are on file.',
    'access.key.import-rights':
      'Unless rights are asked for, an import links no token and gives no key on file more than it has.',
    'access.space.own': 'Every host has a space of its own that no other host reads.',
    'access.space.grants': 'ops grants reading and writing in a shared space, ops:read reading alone.',
    'access.space.shared': 'Hosts share notes and resources in a space; one that may only read cannot write.',
    'access.space.foreign': 'A space that was not granted looks as if it did not exist, on every door.',
    'access.space.owner': "The owner's own space is local; shared ones are the owner's as well.",
    'access.space.remove': 'A space in use is removed only by force, which withdraws rights and deletes notes.',
    'access.space.stale': 'A new space is nobody’s but the owner’s, whatever was granted under its name before.',
    'access.bind-ip.forms': 'Every spelling of an address is one address; ::ffff: forms are the IPv4 they carry.',
    'access.bind-ip.rule': 'An address is the bound one, the first of its kind, or another one.',
    'access.bind-ip.first': 'A key is bound to one IPv4 address and one IPv6 /64, each at its first successful use.',
    'access.bind-ip.foreign': 'From another address: 403 API key not allowed from this IP.',
    'access.bind-ip.race': 'Of parallel first calls from several addresses one wins, and it is on file when it does.',
    'access.bind-ip.crash': 'A binding survives a server that is killed right after the call it was made for.',
    'access.bind-ip.refused': 'A refused call binds nothing.',
    'access.bind-ip.roaming': 'A roaming host is bound anew where it comes from, which is logged.',
    'access.bind-ip.rotate': 'Rotation keeps the binding unless --unbind.',
    'access.bind-ip.owner': 'The owner binds and unbinds a key.',
    'access.bind-ip.socket': 'A key over the Unix socket counts as coming from this machine.',
    'access.window.first': 'Adding an insecure host opens its window for 30 minutes.',
    'access.window.extend': 'An allowed call extends the window to at least now + window, never shortens it.',
    'access.window.cheap': 'Calls move the window on file once a second at most.',
    'access.window.edge': 'At the edge of the window every call is either let in or refused, and none is lost.',
    'access.window.closed': 'Outside the window: 403 Insecure host API access disabled, on every door.',
    'access.window.closed-stays': 'A window the owner closed is not opened by calls that end afterwards.',
    'access.window.open': 'The owner opens a window for at least so long, and never shortens it by that.',
    'access.window.bounds': 'Windows last 1 minute to 8 hours; only insecure hosts have one.',
    'access.window.refused': 'A refused call extends nothing.',
    'access.window.restart': 'Windows survive restarts.',
    'access.window.clock': 'A clock that is set back does not hold a window open for longer than any may be.',
    'access.user.key': 'A user comes by key with a space of their own.',
    'access.user.link': 'A linked person acts for one user, until unlinked.',
    'access.user.states': 'A disabled or expired user is refused by key and by token.',
  }),
  ...now(CLI, {
    'cli.host.add': 'host add issues a key, shown once, with the lines to paste on that host.',
    'cli.host.lines': 'The lines name the public URL, read the key from the environment, and work as they stand.',
    'cli.host.json': 'host add --json prints name, key, prefix and what the key may do.',
    'cli.host.shell': 'Without a terminal a key with sessions needs --yes: exit 2, nothing added.',
    'cli.host.list': 'host list and show say state, scopes, spaces, address, window, last use and counts.',
    'cli.host.manage': 'host rotate, remove, enable, disable, roaming, window, bind, unbind and update work.',
    'cli.host.wrong-use':
      'Wrong names, addresses, durations and unknown hosts have their exit codes and say what to do.',
    'cli.host.no-server': 'All of it works without a server, on the same files.',
    'cli.space.manage': 'space add, list and remove work.',
    'cli.user.manage': 'user add, list and remove work.',
  }),
  ...now(
    CLI,
    { 'cli.host.paste': 'What host add prints connects the real Claude Code and Codex as that host.' },
    'real',
  ),
  ...now(
    'contract: access, Host API keys',
    {
      'bench.keys.timing':
        'A wrong first byte, a wrong last byte and an unknown prefix take the same time, within noise.',
      'bench.keys.many': 'With 10,000 hosts on file a key is judged as fast as with ten.',
    },
    'bench',
  ),
];
