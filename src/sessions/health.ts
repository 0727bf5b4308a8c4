/** One part of codez, looked at. */
export interface Subsystem {
  readonly name: string;
  readonly ok: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Something the self-healing loop did. Times are ISO 8601 UTC. */
export interface HealthAction {
  readonly at: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface HealthService {
  summary(): {
    readonly ok: boolean;
    readonly version: string;
    readonly uptime_ms: number;
    readonly sessions: { readonly live: number; readonly mirror: number };
    readonly hub: { readonly state: 'none' | 'joined' | 'offline' };
    readonly store: { readonly state: 'ok' | 'degraded' | 'read_only' };
    readonly index: { readonly state: 'none' | 'building' | 'ready' | 'failed' };
  };
  details(): Promise<{ readonly subsystems: readonly Subsystem[]; readonly log: readonly HealthAction[] }>;
}
