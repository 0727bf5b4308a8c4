import type { AccessRules, RequestFacts } from '../../../src/access/request-facts.ts';

/** A direct request of this machine's own user to port 4097, as `curl` sends it, changed as a case needs it. */
export function factsWith(change: Partial<RequestFacts> = {}): RequestFacts {
  const { headers = {} } = change;
  return {
    door: 'tcp',
    area: 'api',
    authorizations: valuesOf(headers['authorization']),
    apiKeys: valuesOf(headers['x-api-key']),
    scheme: 'http',
    target: '/mcp',
    peerAddress: '127.0.0.1',
    localAddress: '127.0.0.1',
    localPort: 4097,
    hosts: ['127.0.0.1:4097'],
    headers: {},
    peerUser: 'same',
    ...change,
  };
}

export function rulesWith(change: Partial<AccessRules> = {}): AccessRules {
  return {
    loopback: 'on',
    allowedHosts: [],
    allowedOrigins: new Set(),
    publicUrl: undefined,
    isTrustedProxy: () => false,
    hookSecret: undefined,
    isAdminRemote: false,
    ...change,
  };
}

function valuesOf(header: string | readonly string[] | undefined): readonly string[] {
  return header === undefined ? [] : [header].flat();
}

/** Returns the code and HTTP status of what `work` throws, or what it returns. */
export function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    const { code, edges } = error as { code: string; edges: { http: number } };
    return `${edges.http} ${code}`;
  }
}
