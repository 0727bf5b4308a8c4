import type { LogLevel } from '../core/logger.ts';

/** What the process runs with, resolved once: flag > variable > config file > default. */
export interface Settings {
  /** Data directory, absolute. */
  readonly home: string;
  /** Bind address of `serve`. */
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Public URL of this server (`CODEZ_MCP_URL`), e.g. `https://code.example.com/mcp`. */
  readonly publicUrl: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Whether a request from this machine without a credential is the owner. */
  readonly loopback: 'on' | 'off';
  readonly insecureHttp: boolean;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly logLevel: LogLevel;
  readonly logFormat: 'text' | 'json';
  /** Idle time after which an MCP session ends. */
  readonly mcpSessionTtlSeconds: number;
  readonly mcpSessionMax: number;
}
