const TEXT = 'A sentence as a model writes it, long enough to be worth sending. '.repeat(3);

/** An event of about 300 bytes that tells when it was made: nanoseconds of the system's monotonic clock. */
export function toBenchEvent(): Record<string, unknown> {
  return {
    type: 'message.delta',
    session_id: '0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11',
    slug: '-home-user-project',
    message_id: String(process.hrtime.bigint()),
    kind: 'text',
    text: TEXT,
  };
}
