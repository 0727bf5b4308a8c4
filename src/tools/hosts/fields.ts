import { z } from 'zod';
import { PERMISSION_MODES } from '../../core/permission-mode.ts';
import { KEY_SCOPES } from '../../hosts/key-scopes.ts';
import { MAX_WINDOW_SECONDS, MIN_WINDOW_SECONDS } from '../../hosts/sliding-window.ts';

/** Arguments that the operations on hosts and users share, each described once. */

/** Ten years. */
const MAX_EXPIRES_SECONDS = 3650 * 86_400;
/** A week. */
const MAX_GRACE_SECONDS = 7 * 86_400;
const MAX_GRANTS = 256;

const name = z.string().min(1).max(64);
export const newName = name.describe(
  'Name: 1 to 64 of A-Z a-z 0-9 . _ -, with a letter or digit at both ends; no host, user or space has it yet.',
);
export const hostName = name.describe('Name of the host.');
export const userName = name.describe('Name of the user.');
export const spaceName = name.describe('Name of the shared space.');

export const scopes = z
  .array(z.enum(KEY_SCOPES as [string, ...string[]], { error: ({ input }) => notAScope(input) }))
  .min(1)
  .max(16)
  .describe('What it may do: memory, resources and files unless said otherwise. sessions is a shell on this machine.');

function notAScope(input: unknown): string {
  return `${JSON.stringify(String(input).slice(0, 40))} is no scope a key can have: ${KEY_SCOPES.join(', ')}`;
}

const grant = z.string().min(1).max(80);
export const grants = z
  .array(grant)
  .max(MAX_GRANTS)
  .describe('Shared spaces it may use: ops to read and write there, ops:read to read only.');
export const leave = z.array(grant).max(MAX_GRANTS).describe('Shared spaces it may no longer use.');

export const maxMode = z
  .enum(PERMISSION_MODES)
  .describe("Highest permission mode of sessions it starts; the server's own limit counts as well.");

export const filesAll = z
  .boolean()
  .describe('True: it may change files that programs obey and read those that hold secrets.');

export const roaming = z.boolean().describe('True: it may change its address; its key is then bound anew, and logged.');

export const addresses = z
  .array(z.string().min(1).max(64))
  .max(2)
  .describe('What its key is bound to from the start: an IPv4 address, an IPv6 one (its /64), or both.');

export const address = z
  .string()
  .min(1)
  .max(64)
  .describe('IPv4 address, or IPv6 address of the network (/64) to bind to.');

export const insecure = z
  .boolean()
  .describe('True: it is let in only while its window is open; each allowed call moves the window on.');

const BEYOND_WINDOWS = `must be ${MIN_WINDOW_SECONDS} to ${MAX_WINDOW_SECONDS} seconds (1m to 8h)`;

export const windowSeconds = z
  .int()
  .min(MIN_WINDOW_SECONDS, BEYOND_WINDOWS)
  .max(MAX_WINDOW_SECONDS, BEYOND_WINDOWS)
  .describe('How long its window stays open after a call, 60 to 28800 seconds; 600 by default.');

export const openSeconds = z
  .int()
  .min(MIN_WINDOW_SECONDS, BEYOND_WINDOWS)
  .max(MAX_WINDOW_SECONDS, BEYOND_WINDOWS)
  .describe('How long the window is opened for at least, 60 to 28800 seconds; 1800 by default.');

export const expiresIn = z
  .int()
  .min(1)
  .max(MAX_EXPIRES_SECONDS, 'must be ten years (3650d) at most')
  .describe('Seconds after which its key is refused, up to ten years; without it, it is good until it is removed.');

export const grace = z
  .int()
  .min(0)
  .max(MAX_GRACE_SECONDS, 'must be a week (7d) at most')
  .describe('Seconds for which the former key is good as well, up to a week; 0 by default.');

export const unbind = z
  .boolean()
  .describe('True: the new key is bound anew at its first use; else the binding is kept.');

export const deleteNotes = z
  .boolean()
  .describe('True: the notes of its own space are deleted; else they stay on file, for whoever has that name next.');

export const limit = z.int().min(1).max(500).optional().describe('Rows at most, 1 to 500; 200 by default.');
export const cursor = z
  .string()
  .max(64)
  .optional()
  .describe('next_cursor of the page before; without it the first page.');
