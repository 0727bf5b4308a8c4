import type { Settings } from '../../../src/config/settings.ts';

/** The settings of a server on a free port over `home`, everything else as by default. */
export function settingsFor(home: string): Settings {
  return {
    home,
    host: '127.0.0.1',
    port: 0,
    publicUrl: undefined,
    allowedHosts: [],
    allowedOrigins: [],
    rateLimit: 'off',
    rateLimitPrincipal: 'off',
    trustedProxies: [],
    authkitUrl: undefined,
    authkitClientId: undefined,
    authkitClientSecretFile: undefined,
    adminRemote: 'off',
    loopback: 'on',
    insecureHttp: false,
    tlsCert: undefined,
    tlsKey: undefined,
    logLevel: 'error',
    logFormat: 'text',
    mcpSessionTtlSeconds: 86_400,
    mcpSessionMax: 10_000,
    keyFile: undefined,
    sessionRoots: [],
    maxMode: 'acceptEdits',
    allowBypass: false,
    maxSessions: 8,
    idleTimeoutSeconds: 900,
    endSessions: false,
    claudeBin: undefined,
    remoteUrl: undefined,
    prices: undefined,
  };
}
