/** Protocol versions spoken, newest first. */
export const PROTOCOL_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;

export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

export function isProtocolVersion(text: unknown): text is ProtocolVersion {
  return PROTOCOL_VERSIONS.includes(text as ProtocolVersion);
}

/** Returns the version a client asked for when we speak it, else our newest. */
export function negotiateVersion(requested: string): ProtocolVersion {
  return isProtocolVersion(requested) ? requested : PROTOCOL_VERSIONS[0];
}

/** JSON-RPC batches were removed with 2025-06-18; without a negotiated version they are served. */
export function allowsBatches(version: ProtocolVersion | undefined): boolean {
  return version === undefined || version <= '2025-03-26';
}

/** Since 2025-11-25 a stream may begin with an event that has an id and no data, so that clients can resume it. */
export function allowsPrimingEvent(version: ProtocolVersion | undefined): boolean {
  return version !== undefined && version >= '2025-11-25';
}
