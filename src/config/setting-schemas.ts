import { isIP } from 'node:net';
import { delimiter } from 'node:path';
import type { z } from 'zod';
import { parseSeconds } from '../core/duration.ts';
import { isIssuerUrl } from '../core/issuer-name.ts';
import type { Zod } from './setting.ts';

/** A whole number within bounds, as number or text. */
export function integer(min: number, max: number): (zod: Zod) => z.ZodType<number> {
  return (zod) =>
    zod
      .union([
        zod.number(),
        zod
          .string()
          .regex(/^\d{1,15}$/)
          .transform(Number),
      ])
      .pipe(zod.int().min(min).max(max));
}

/** Text of at least one character. */
export function text(zod: Zod): z.ZodType<string> {
  return zod.string().min(1);
}

/** Text of at least one character, or nothing. */
export function optionalText(zod: Zod): z.ZodType<string | undefined> {
  return zod.string().min(1).optional();
}

/** `true|on|yes|1` or `false|off|no|0`, or a boolean. */
export function toggle(zod: Zod): z.ZodType<boolean> {
  return zod.union([
    zod.boolean(),
    zod.stringbool({ truthy: ['true', 'on', 'yes', '1'], falsy: ['false', 'off', 'no', '0'] }),
  ]);
}

/** One of the given words. */
export function choice<const Word extends string>(words: readonly Word[]): (zod: Zod) => z.ZodType<Word> {
  return (zod) => zod.enum(words);
}

/** A comma list, or several of them as an array; each entry is normalised by `parse`, which returns undefined to refuse it. */
export function list(parse: (entry: string) => string | undefined): (zod: Zod) => z.ZodType<readonly string[]> {
  return (zod) =>
    zod
      .union([zod.string().transform((line) => [line]), zod.array(zod.string())])
      .transform((lines) => lines.flatMap((line) => line.split(',')))
      .transform((entries) => entries.map((entry) => entry.trim()).filter((entry) => entry !== ''))
      .transform((entries, context) => {
        const parsed = entries.map(parse);
        if (parsed.includes(undefined)) context.addIssue('an entry is refused');
        return parsed.filter((entry) => entry !== undefined);
      });
}

/** Paths separated as in PATH, or an array with one each. */
export function pathList(zod: Zod): z.ZodType<readonly string[]> {
  return zod.union([
    zod.string().transform((line) => line.split(delimiter).filter((path) => path !== '')),
    zod.array(zod.string().min(1)),
  ]);
}

/** A duration as `90s`, `30m`, `24h`, `7d`, `2w` or a number of seconds; the value is in seconds. */
export function seconds(min: number, max: number): (zod: Zod) => z.ZodType<number> {
  return (zod) =>
    zod
      .union([
        zod.number(),
        zod
          .string()
          .refine((line) => parseSeconds(line) !== undefined)
          .transform((line) => parseSeconds(line) as number),
      ])
      .pipe(zod.int().min(min).max(max));
}

/** So many requests in so much time. */
export interface Rate {
  readonly limit: number;
  readonly periodMs: number;
}

const RATE = /^(?:off|[1-9]\d{0,8}\/[1-9]\d{0,5}[smh]?)$/;

/** A number and a period as `120/60s`, or `off`; kept as text, see `parseRate`. */
export function rate(zod: Zod): z.ZodType<string> {
  return zod.string().regex(RATE);
}

/** Returns what the text of a rate means, undefined for `off`. */
export function parseRate(text: string): Rate | undefined {
  const [limit, period] = text.split('/');
  if (period === undefined) return undefined;
  return { limit: Number(limit), periodMs: (parseSeconds(period) ?? 0) * 1000 };
}

/** Addresses and networks in CIDR notation, as a comma list or an array; kept as text. */
export function cidrList(zod: Zod): z.ZodType<readonly string[]> {
  return list((entry) => (isCidr(entry) ? entry : undefined))(zod);
}

function isCidr(entry: string): boolean {
  const [, address = '', bits] = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const family = isIP(address);
  return family !== 0 && (bits === undefined || Number(bits) <= (family === 4 ? 32 : 128));
}

/** Returns the normalised origin (`https://host[:port]`, default ports dropped) or undefined for anything else. */
export function parseOrigin(entry: string): string | undefined {
  const url = parseHttpUrl(entry);
  return url !== undefined && url.pathname === '/' && url.search === '' && url.hash === '' && !entry.endsWith('?')
    ? url.origin
    : undefined;
}

/** Returns the lower-case `hostname` or `hostname:port`, or undefined for anything that is more than that. */
export function parseHost(entry: string): string | undefined {
  const url = parseHttpUrl(`http://${entry}`);
  const host = entry.toLowerCase();
  return url !== undefined && (url.host === host || `${url.host}:80` === host) ? host : undefined;
}

/** An absolute `http` or `https` URL without credentials, or nothing. */
export function optionalHttpUrl(zod: Zod): z.ZodType<string | undefined> {
  return zod
    .string()
    .refine((line) => parseHttpUrl(line) !== undefined)
    .optional();
}

/** The URL of an authorization server: without credentials, query and fragment (RFC 8414 §2), or nothing. */
export function optionalIssuerUrl(zod: Zod): z.ZodType<string | undefined> {
  return zod.string().refine(isIssuerUrl).optional();
}

/** USD per million tokens of one model. */
export interface PricesOfModel {
  readonly input: number;
  readonly output: number;
  readonly cache_read: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
}

/** Prices by model, as an object or as text with its JSON; nothing when none are given. */
export function modelPrices(zod: Zod): z.ZodType<Readonly<Record<string, PricesOfModel>> | undefined> {
  const usd = zod.number().min(0).max(100_000);
  const prices = zod.strictObject({
    input: usd,
    output: usd,
    cache_read: usd,
    cache_write_5m: usd,
    cache_write_1h: usd,
  });
  return zod.preprocess(parseJsonText, zod.record(zod.string().min(1).max(200), prices).optional());
}

/** What is no JSON is left for the schema to refuse. */
function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function parseHttpUrl(line: string): URL | undefined {
  if (!URL.canParse(line)) return undefined;
  const url = new URL(line);
  const plain = url.username === '' && url.password === '' && url.hostname !== '';
  return plain && (url.protocol === 'http:' || url.protocol === 'https:') ? url : undefined;
}
