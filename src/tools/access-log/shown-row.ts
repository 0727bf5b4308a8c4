import { z } from 'zod';
import { CALL_STATUSES, DOORS } from '../../core/call-terms.ts';
import { ERROR_CODES, type ErrorCode } from '../../core/errors.ts';

/** A row of the access log, as it is told. */
export const shownRow = z.strictObject({
  at: z.string().describe('When the call began, ISO 8601 UTC.'),
  request_id: z.string().describe('The same for all calls of one request.'),
  principal: z.string().describe('Who called: kind:name, or anonymous.'),
  via: z
    .string()
    .optional()
    .describe('Whose credential it came with, where a session acts for who runs it: kind:name.'),
  space: z.string().optional().describe('Space of notes of who called.'),
  address: z.string().describe('Address of the client; empty for the command line of this machine.'),
  door: z.enum(DOORS).describe('How it came in.'),
  method: z.string().describe('JSON-RPC method, or HTTP method and path.'),
  tool: z.string().optional().describe('Tool that was called; (unknown) for one there is not.'),
  session_id: z.string().optional().describe('Claude Code session that the call named.'),
  machine: z.string().optional().describe('Machine that the call was for.'),
  status: z.enum(CALL_STATUSES).describe('ok; error: it failed; denied: refused by a rule of access.'),
  code: z
    .enum(ERROR_CODES as readonly [ErrorCode, ...ErrorCode[]])
    .optional()
    .describe('Error code.'),
  reason: z.string().optional().describe('Why it was refused before it ran, in words.'),
  duration_ms: z.number().describe('How long it took, in milliseconds.'),
  bytes_in: z.number().describe('Bytes of the request.'),
  bytes_out: z.number().describe('Bytes of the answer.'),
  user_agent: z.string().optional().describe('What the client calls itself; nobody has checked it.'),
});
