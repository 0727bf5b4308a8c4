import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import { PERMISSION_MODES } from '../../core/permission-mode.ts';
import type { AddressUse } from '../../hosts/holder-activity.ts';
import type { HolderStatus } from '../../hosts/holder-service.ts';
import { renderGrants } from '../../hosts/space-grant.ts';

const time = (of: string): z.ZodOptional<z.ZodString> => z.string().optional().describe(`${of}, ISO 8601 UTC.`);

const addressUse = z.strictObject({
  address: z.string().describe('The IP address.'),
  calls: z.int().describe('Calls from there.'),
  first_at: z.string().describe('First call, ISO 8601 UTC.'),
  last_at: z.string().describe('Last call, ISO 8601 UTC.'),
});

/** What a row of a list shows of a host or user. */
const row = {
  name: z.string().describe('Its name.'),
  state: z
    .enum(['active', 'disabled', 'expired', 'closed', 'tokens'])
    .describe('active; disabled; expired; closed: insecure and outside its window; tokens: has no key.'),
  prefix: z.string().optional().describe('Public beginning of its key, after cz_; absent without a key.'),
  space: z.string().describe('Its own space of notes and resources.'),
  spaces: z.array(z.string()).describe('Shared spaces it may use: ops, or ops:read.'),
  scopes: z.array(z.string()).describe('What it may do.'),
  max_mode: z.enum(PERMISSION_MODES).optional().describe('Highest permission mode of sessions it starts.'),
  files_all: z.boolean().describe('May change files that programs obey and read those that hold secrets.'),
  enabled: z.boolean().describe('False: its key is refused.'),
  allow_roaming_ips: z.boolean().describe('May change its address.'),
  bound: z
    .strictObject({
      ipv4: z.string().optional().describe('The IPv4 address.'),
      ipv6: z.string().optional().describe('The IPv6 network.'),
    })
    .describe('What its key is bound to.'),
  insecure: z.boolean().describe('True: let in only while its window is open.'),
  window: z
    .strictObject({
      open: z.boolean().describe('It is open now.'),
      seconds: z.int().describe('How long it stays open after a call.'),
      open_until: z.string().optional().describe('Until when, ISO 8601 UTC; absent when the owner closed it.'),
    })
    .optional()
    .describe('Present for an insecure host.'),
  created_at: z.string().describe('When it was added, ISO 8601 UTC.'),
  expires_at: time('When its key expires'),
  former_key_until: time('Until when the key before the last rotation is good'),
  last_used_at: time('Its last allowed call'),
  last_address: z.string().optional().describe('Where that came from.'),
  last_refused_at: time('Its last refused call'),
  calls: z.int().describe('Allowed calls.'),
  refused: z.int().describe('Refused calls.'),
  subjects: z
    .array(
      z.strictObject({ issuer: z.string().describe('The issuer.'), sub: z.string().describe('The person there.') }),
    )
    .optional()
    .describe('Whose tokens act for this user.'),
  notes: z.int().describe('Notes in its own space.'),
};

export const shownHolder = z.strictObject(row);

export const detailedHolder = z.strictObject({
  ...row,
  addresses: z.array(addressUse).describe('Where it was let in from, the latest first; the last 8.'),
  refused_from: z.array(addressUse).describe('Where it was refused, the latest first; the last 8.'),
});

const shownKey = z.string().describe('The key: shown this once and kept nowhere. Send it as Authorization: Bearer.');

const mcpUrl = z.string().describe('The address at which clients reach this server with it.');

export const holderWithKey = z.strictObject({ ...row, key: shownKey, mcp_url: mcpUrl });
export const holderWithMaybeKey = z.strictObject({ ...row, key: shownKey.optional(), mcp_url: mcpUrl });

/** Returns what is shown of a host or user. */
export function showHolder(
  { holder, activity, window, notes }: HolderStatus,
  now: number,
): z.input<typeof shownHolder> {
  const { former_key: former, expires_at: expiresAt } = holder;
  const isFormerGood = former !== undefined && former.valid_until > now;
  return {
    name: holder.name,
    state: stateOf(holder, window, now),
    ...(holder.key && { prefix: holder.key.prefix }),
    space: holder.space,
    spaces: renderGrants(holder.shared),
    scopes: [...holder.scopes],
    ...(holder.max_mode && { max_mode: holder.max_mode }),
    files_all: holder.files_all === true,
    enabled: holder.enabled,
    allow_roaming_ips: holder.allow_roaming_ips,
    bound: { ...holder.bound },
    insecure: holder.window !== undefined,
    ...(window && {
      window: {
        open: window.isOpen,
        seconds: window.seconds,
        ...(window.openUntil === 0 ? {} : { open_until: toIso(window.openUntil) }),
      },
    }),
    created_at: toIso(holder.created_at),
    ...(expiresAt === undefined ? {} : { expires_at: toIso(expiresAt) }),
    ...(isFormerGood ? { former_key_until: toIso(former.valid_until) } : {}),
    ...(activity.last_used_at === undefined ? {} : { last_used_at: toIso(activity.last_used_at) }),
    ...lastAddress(activity.addresses),
    ...(activity.last_refused_at === undefined ? {} : { last_refused_at: toIso(activity.last_refused_at) }),
    calls: activity.calls,
    refused: activity.refused,
    ...(holder.subjects && { subjects: holder.subjects.map(({ issuer, sub }) => ({ issuer, sub })) }),
    notes,
  };
}

/** Returns the same with where its calls came from. */
export function showHolderInDetail(status: HolderStatus, now: number): z.input<typeof detailedHolder> {
  const { addresses, refused_from: refusedFrom } = status.activity;
  return {
    ...showHolder(status, now),
    addresses: addresses.map(showUse).reverse(),
    refused_from: refusedFrom.map(showUse).reverse(),
  };
}

function stateOf(
  holder: HolderStatus['holder'],
  window: HolderStatus['window'],
  now: number,
): z.input<typeof shownHolder>['state'] {
  if (!holder.enabled) return 'disabled';
  if (holder.expires_at !== undefined && holder.expires_at <= now) return 'expired';
  if (holder.key === undefined) return 'tokens';
  return window?.isOpen === false ? 'closed' : 'active';
}

function lastAddress(addresses: readonly AddressUse[]): { last_address?: string } {
  const last = addresses.at(-1);
  return last === undefined ? {} : { last_address: last.address };
}

function showUse({ first_at: first, last_at: last, ...use }: AddressUse): z.input<typeof addressUse> {
  return { ...use, first_at: toIso(first), last_at: toIso(last) };
}
