import { now, planned, type Requirement } from './requirement.ts';

const ORDER = 'contract: access, Order of checks';
const LOOPBACK = 'contract: access, Loopback trust';
const LOG = 'contract: access, Access log';

/** Who may call what. */
export const ACCESS: readonly Requirement[] = [
  ...now('contract: access, Principals', {
    'access.scope': 'Each tool names its one scope; a call without it is forbidden and names it.',
    'access.owner': 'The owner has all scopes; over TCP all but admin.',
    'access.admin-hidden': 'Admin operations are never shown to MCP clients and cannot be called over TCP.',
    'access.openapi-callable': '/api/tools and OpenAPI show a caller only what it may call.',
  }),
  ...now('contract: access, Which credential decides', {
    'access.credential.key-loopback': 'A host key sent from 127.0.0.1 is that host.',
    'access.credential.wrong-loopback': 'A wrong credential is answered 401 on loopback too.',
    'access.credential.none': 'Loopback trust is only for requests that carry no credential.',
  }),
  ...now(ORDER, {
    'access.order': 'Host, then Origin, then authentication are judged before the body is read.',
    'access.host.loopback': 'localhost, 127.0.0.1 and [::1] with our port are accepted, in any letter case.',
    'access.host.literal': 'The literal address on which the connection was accepted is an allowed Host.',
    'access.host.public': 'The host of the public URL and those of CODEZ_ALLOWED_HOSTS are allowed.',
    'access.host.foreign':
      'A foreign Host is answered 403 "Host not allowed: set CODEZ_MCP_URL or CODEZ_ALLOWED_HOSTS", in reply and log.',
    'access.host.malformed': 'Two Host headers, none, or a differing absolute-form target are answered 400.',
    'access.host.other-port': 'A loopback name with another port is served without loopback trust.',
    'access.origin.absent': 'A request without Origin is judged without it.',
    'access.origin.own': "The request's own origin and the public origin are allowed.",
    'access.origin.listed': 'Origins of MCP_ALLOWED_ORIGINS are allowed, exact, with default ports normalised.',
    'access.origin.foreign':
      'Any other Origin, null included, is answered 403 "Origin not allowed", with -32099 on /mcp.',
    'access.origin.everywhere': 'Origin is judged the same for GET, DELETE, REST and admin.',
    'access.cors.preflight':
      'A preflight of an allowed origin lists the allowed headers, never with *; others get none.',
    'access.cors.expose': 'Replies to allowed origins expose Mcp-Session-Id, WWW-Authenticate and Retry-After.',
    'access.safe-methods': 'GET and HEAD never change anything.',
  }),
  ...now(LOOPBACK, {
    'access.loopback.trusted': 'A request from this machine without credential is the owner.',
    'access.loopback.forwarded': 'Any forwarding header, whatever its value, ends loopback trust: 401.',
    'access.loopback.fetch-site': 'Sec-Fetch-Site other than none or same-origin ends loopback trust: 401.',
    'access.loopback.user': "Another user's process on this machine is not trusted: 401; root is not the same user.",
    'access.loopback.cannot-tell': 'Where the system cannot tell whose a connection is, serve says so and goes on.',
    'access.loopback.off': 'CODEZ_LOOPBACK=off ends loopback trust: 401.',
    'access.unauthenticated':
      '401 says "Unauthorized: Bearer token required" (-32001 on /mcp) with WWW-Authenticate: Bearer.',
    'access.bind.default': 'serve binds 127.0.0.1 and, where the machine has IPv6, ::1 on the same port.',
    'access.bind.in-use': 'A port in use on either address ends serve with exit 5, naming it.',
    'access.socket.admin':
      'A connection to server.sock without credential is the owner with admin; Host and Origin are not judged.',
    'access.socket.mode': 'server.sock is 0600 in a 0700 directory.',
    'access.no-admin-tcp': 'On TCP admin does not exist for loopback trust.',
  }),
  ...planned(LOOPBACK, {
    'access.loopback.doctor': 'doctor warns where raw TCP forwarding as the same user is seen.',
  }),
  ...now(LOG, {
    'access.log.rows.call':
      'A call is one row: who, from where, what, how it ended, how long it took, how much was sent.',
    'access.log.rows.batch': 'Each member of a batch is a row of its own.',
    'access.log.rows.rest': 'A request to REST is one row, with the pattern of its path instead of what stands in it.',
    'access.log.rows.refused':
      'What is refused (400, 401, 403, 404, 413, 415, 429, 431) is one row, too, which says why.',
    'access.log.rows.via':
      'A call that acts as a session is found and counted by the key it came with, which its row names.',
    'access.log.rows.stream': 'A stream is one row when it ends.',
    'access.log.rows.cut': 'A client that leaves before it has its reply is one row.',
    'access.log.rows.hook': 'A hook is a row of the door hook.',
    'access.log.rows.cli': 'What comes over server.sock is of the door cli, without an address.',
    'access.log.rows.secrets': 'Rows never hold arguments, contents, tokens or keys.',
    'access.log.query': 'GET /admin/mcp/logs filters and pages.',
  }),
];
