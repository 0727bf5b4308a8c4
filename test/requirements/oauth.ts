import { now, type Requirement } from './requirement.ts';

const OAUTH = 'contract: access, OAuth 2.1 resource server';

/** How tokens are asked for and checked. */
export const OAUTH_REQUIREMENTS: readonly Requirement[] = [
  ...now('contract: access, Principals', {
    'access.scope.oauth': 'A token with mcp:tools has all scopes but admin.',
  }),
  ...now('contract: access, Order of checks', {
    'access.block.tokens':
      'Of a blocked address right JWTs and cached tokens pass, tokens only the issuer can judge are asked about one at a time, and wrong ones get 429.',
  }),
  ...now(OAUTH, {
    'access.oauth.off': 'Without AUTHKIT_URL there are no metadata (404), and 401 says WWW-Authenticate: Bearer alone.',
    'access.oauth.start': 'serve asks the issuer nothing before the first token, and names it in its access rules.',
    'access.oauth.issuer-setting':
      'An issuer on another machine without TLS is refused at start (unless --insecure-http), and one that is no plain URL.',
    'access.oauth.prm.document':
      'Both protected-resource addresses answer anybody with resource, authorization_servers, scopes_supported and bearer_methods_supported.',
    'access.oauth.prm.host':
      'The resource is the public URL’s origin, or without one that of the request’s Host, if it is allowed.',
    'access.oauth.prm.proxy':
      'X-Forwarded-Proto: https of a trusted proxy makes the origin an https one; nobody else’s does.',
    'access.oauth.prm.rules': 'Host, Origin, CORS and the rate limit of addresses hold for them too.',
    'access.oauth.challenge.unauthenticated':
      'On every door 401 says Unauthorized: Bearer token required, with resource_metadata and scope="mcp:tools".',
    'access.oauth.challenge.scope': '403 insufficient_scope names the missing scope, in text and challenge.',
    'access.oauth.challenge.quoted': 'Nothing of a request can end a quoted string of a challenge.',
    'access.oauth.same-answer': 'A missing, a wrong and an expired token get the same answer.',
    'access.oauth.metadata.address':
      'Metadata are looked for where RFC 8414 and OpenID Connect put them, for issuers with a path too.',
    'access.oauth.metadata.own': 'Metadata of another issuer, or with an endpoint on another host, are refused.',
    'access.oauth.redirects': 'Redirects to another host, port or scheme are not followed, by tokens least of all.',
    'access.oauth.jwt.accepted': 'A recorded owner’s JWT is let in on every door, its audience in either form.',
    'access.oauth.jwt.refused': 'A JWT that does not hold is refused on every door, with one reason in the log.',
    'access.oauth.jwt.signature': 'Only a key of the issuer’s key set signs; keys a token brings or points to do not.',
    'access.oauth.jwt.header': 'alg none, secrets as keys, crit and tokens of other types are refused.',
    'access.oauth.jwt.claims':
      'iss, sub and exp are required; aud, nbf, iat and scopes must be readable and hold; id tokens open nothing.',
    'access.oauth.jwt.audience': 'The audience must be the origin or the origin and /mcp; of a list one is enough.',
    'access.oauth.jwt.ours-alone':
      'Without a public URL a token for a name that other servers go by too (a loopback name from elsewhere, another port) counts as one without audience.',
    'access.oauth.jwt.expired': 'An expired token counts as expired only when it was good, and as wrong otherwise.',
    'access.oauth.form': 'What has not the form of a token is refused without asking anybody.',
    'access.oauth.doubled': 'Two different credentials are 400, several in one header 401, one in the query none.',
    'access.oauth.keys.kept':
      'The issuer’s keys are kept, and tokens signed by them pass while it is down, for an hour.',
    'access.oauth.keys.rotated': 'A key that is not known has the keys loaded anew, every 30 s at most.',
    'access.oauth.introspection.ask': 'Introspection is asked where the metadata name it, and its audience counts.',
    'access.oauth.introspection.client': 'A client id and secret are sent as the issuer wants them.',
    'access.oauth.introspection.credentials': 'The client’s secret comes from a file and goes to introspection alone.',
    'access.oauth.introspection.accepted': 'An opaque token for this server is let in, and asked about once.',
    'access.oauth.introspection.refused': 'What introspection does not vouch for is refused.',
    'access.oauth.introspection.rejected': 'An opaque token that does not hold is refused, with its reason in the log.',
    'access.oauth.userinfo.ask': 'Without introspection GET /oauth/userinfo is asked as MCPAuthKit has it.',
    'access.oauth.userinfo.refused': 'Tokens that userinfo does not know are refused.',
    'access.oauth.userinfo.unbound': 'A token known to userinfo alone proves no audience.',
    'access.oauth.unbound.jwt': 'A JWT without audience is told apart from one for this server.',
    'access.oauth.unbound.refused': 'It is taken only of a person whose record accepts such tokens.',
    'access.oauth.closed.answers':
      'Broken, foreign, failing or large (above 64 KiB) answers of the issuer let nobody in: 503.',
    'access.oauth.closed.slow': 'A silent or dripping issuer is given up after the time-out.',
    'access.oauth.closed.down': 'An issuer that is down lets nobody in: 503 with Retry-After.',
    'access.oauth.closed.tls': 'An issuer whose certificate is not trusted is not asked: 503.',
    'access.oauth.closed.served': 'The server goes on, and the reply tells nothing of the reason.',
    'access.oauth.closed.waits': 'Who needs no issuer is not delayed by a slow one.',
    'access.oauth.closed.brief': 'A failure of the issuer is remembered for seconds only.',
    'access.oauth.signed-only':
      'Where an issuer signs its tokens and tells nothing of others, those are wrong ones: 401, and counted.',
    'access.oauth.fair':
      'One network never has all look-ups, and a token that was good is looked up again before all that wait.',
    'access.oauth.closed.four': 'At most 4 look-ups run at a time, the others wait.',
    'access.oauth.closed.queue': 'The wait counts as part of the 5 s, and few may wait.',
    'access.oauth.cache.good': 'A good token is looked up once a minute at most, and answered at once meanwhile.',
    'access.oauth.cache.end': 'A cached token does not outlive its exp.',
    'access.oauth.cache.wrong': 'A wrong token is remembered for 10 s.',
    'access.oauth.cache.failure': 'A failure of the issuer is not remembered as one of the token.',
    'access.oauth.cache.clock': 'A clock that jumps makes no token live longer in the cache.',
    'access.oauth.cache.shared': 'Parallel requests of one token share one look-up.',
    'access.oauth.cache.hashed': 'Tokens are kept by hash only, in bounded number; wrong ones crowd out no good ones.',
    'access.oauth.revoked': 'A revoked token lives on for the time of the cache at most.',
    'access.oauth.session.refresh':
      'When a token ends in an MCP session the next call is challenged, and a refreshed token goes on with the session.',
    'access.oauth.session.stream':
      'An open stream ends within 15 s after its token has ended, or the record of its person was removed.',
    'access.oauth.session.own': 'An MCP session goes on for its own person only.',
    'access.oauth.never-passed': 'Tokens of others than the issuer, and keys of hosts, are shown to no issuer.',
    'access.oauth.nothing-kept': 'No token is in a reply, in the server’s log or in any file it keeps.',
    'access.oauth.rows': 'Each call by token has its row, refused ones included.',
  }),
];
