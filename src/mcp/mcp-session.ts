import type { ProtocolVersion } from './versions.ts';

/** What is kept of an MCP session: small enough to outlive the server. Times are milliseconds since the epoch. */
export interface McpSession {
  readonly id: string;
  /** `kind:name` of the principal that made it; nobody else can use it. */
  readonly principal: string;
  /** The principal's own space, to which `memory://{id}` refers. */
  readonly space: string;
  readonly version: ProtocolVersion;
  readonly client: string;
  readonly created_at: number;
  readonly last_used_at: number;
  /** URIs whose changes are announced. */
  readonly subscriptions: readonly string[];
  readonly log_level?: string;
  /** The client can ask its person for something (`elicitation` with a form). */
  readonly elicits?: boolean;
  /** The tool list this session has seen, so that a new version can announce a change. */
  readonly catalog: string;
}
