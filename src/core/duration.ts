const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Returns the seconds of a duration as `90s`, `30m`, `24h`, `7d` or `2w`, or of a bare number; undefined for anything else. */
export function parseSeconds(text: string): number | undefined {
  const [, digits, unit = 's'] = /^(\d{1,12})([smhdw])?$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (UNIT_SECONDS[unit] as number);
}
