import { now, type Requirement } from './requirement.ts';

const ORDER = 'contract: access, Order of checks';

/** How often one may call, whose address counts, and what wrong credentials lead to. */
export const LIMIT_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${ORDER}, Rate limit`, {
    'access.rate.address':
      'Requests without a valid credential above the limit of their address get 429 instead of 401; other addresses do not.',
    'access.rate.address.any':
      'Missing and wrong credentials, all paths, methods and connections of an address count together.',
    'access.rate.networks': 'IPv4 addresses count each, IPv6 addresses by their /64.',
    'access.rate.default': 'Without a setting an address may send 120 such requests in 60 s.',
    'access.rate.principal':
      'Each authenticated principal has a limit of its own, which neither uses up that of its address nor feels it.',
    'access.rate.principal.default': 'Without a setting a principal may make 1,200 calls in 60 s.',
    'access.rate.principal.doors': 'All doors share the limit of a principal; each answers 429 in its own form.',
    'access.rate.exempt': 'Trusted loopback and the Unix socket are exempt.',
    'access.rate.off': 'off turns each limit off.',
    'access.rate.headers': 'Replies carry RateLimit-Limit, -Remaining and -Reset, and 429 also Retry-After.',
    'access.rate.cors': 'A page of an allowed origin may read a 429 and its Retry-After.',
    'access.rate.preflight': 'A preflight is answered whatever the limit.',
    'access.rate.order': 'Host and Origin are judged before the limit, and what they refuse does not use it up.',
    'access.rate.before-body': '429 comes before the body is read.',
    'access.rate.parallel': 'Of parallel requests exactly as many pass as the limit leaves.',
    'access.rate.batch': 'Every member of a batch counts, notifications and responses too.',
    'access.rate.batch.whole': 'A batch that goes beyond the limit is 429 as a whole, and none of it runs.',
  }),
  ...now(ORDER, {
    'access.host.spelling': 'No other spelling of a name or address passes for an allowed Host.',
    'access.origin.spelling': 'No other spelling of an origin passes for an allowed one.',
  }),
  ...now('contract: access, Which credential decides', {
    'access.credential.spelling': 'A key is taken from Authorization: Bearer, in any letters, and from X-API-Key.',
    'access.credential.malformed':
      'What is no key decides as well: 401 from this machine too, and nothing is said of it.',
    'access.credential.doubled': 'Different credentials in one request are 400.',
    'access.credential.query': 'A key in the address or in a cookie is none.',
    'access.credential.broken': 'Headers that are none, or too large, are refused, and the server goes on.',
    'access.credential.unlogged': 'Keys stand in no log, wherever they were sent.',
  }),
  ...now(`${ORDER}, Blocked addresses`, {
    'access.block':
      'After 20 wrong keys in 10 min, further wrong ones of the address get 429 for 30 min, with Retry-After.',
    'access.block.right-key': 'A right key passes from a blocked address.',
    'access.block.missing': 'From a blocked address a missing credential is 401 as from any other.',
    'access.block.counts':
      'Missing credentials, and right keys that are disabled, outside their window or at a wrong address, do not count.',
    'access.block.loopback': 'Direct connections of this machine are neither counted nor blocked.',
    'access.block.any': 'Wrong keys and tokens count on every door, in both headers.',
    'access.block.shared': 'Nobody is locked out by others behind the same address or the same proxy.',
    'access.block.parallel': 'Of parallel wrong keys 20 are judged, the others get 429.',
    'access.block.order': 'Host and Origin are judged before the block, and the block before the body is read.',
  }),
  ...now(`${ORDER}, Client address`, {
    'access.proxy.untrusted': 'Where no proxy is trusted, headers that name another client count for nothing.',
    'access.proxy.trusted': 'Behind a trusted proxy the right-most untrusted address of X-Forwarded-For is the client.',
    'access.proxy.forged': 'What a client puts into X-Forwarded-For itself does not count.',
    'access.proxy.malformed': 'An entry that is no address, or none that is left, gives the peer.',
    'access.proxy.tunnel': 'Who comes through a proxy or tunnel that adds its headers is not trusted as the owner.',
    'access.proxy.host': 'A proxy that adds no header is told by the Host it passes on.',
    'access.proxy.user': 'A local proxy of another user is not trusted, even where it adds nothing.',
    'access.proxy.raw':
      'What passes raw TCP on as the same user is told by the port its Host names, else only by loopback trust being off.',
    'access.loopback.peer': 'Another machine is never trusted, whatever Host and headers say.',
  }),
  ...now(
    'design: Decisions, HTTP server',
    {
      'bench.access.log':
        'A row of the access log costs at most 15 % of the calls per second of the trusted loopback path.',
      'bench.access.key': 'A host key among 10,000 and its row cost at most 15 % of them.',
      'bench.access.token': 'A cached token and its row cost at most 15 % of them.',
    },
    'bench',
  ),
];
