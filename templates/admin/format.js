// @ts-check

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const COUNT = new Intl.NumberFormat(undefined);
const SHORT = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const MONEY = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' });

/** @param {number} value */
export const count = (value) => COUNT.format(value);

/** `1.2M` @param {number} value */
export const shortCount = (value) => SHORT.format(value);

/** `1 response`, `2 responses` @param {number} value @param {string} noun */
export const countOf = (value, noun) => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** @param {number} value */
export const money = (value) => MONEY.format(value);

/** @param {string | number} at */
export const fullTime = (at) => FULL.format(new Date(at));

/** Time of day, local; with the date when it is not today. @param {string} at */
export function clockTime(at) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  const time = CLOCK.format(date);
  return date.toDateString() === new Date().toDateString() ? time : `${DAY.format(date)}, ${time}`;
}

/** @param {string} day `2026-01-31` */
export const shortDay = (day) => DAY.format(new Date(`${day}T12:00:00`));

/** `5 ms`, `1.2 s`, `3 min` @param {number} ms */
export function duration(ms) {
  if (ms < 1) return '<1 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** `3 days`, `2 h 5 min`, `40 s` @param {number} ms */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** `just now`, `5 min ago` @param {string | number} at */
export function ago(at) {
  const ms = Date.now() - new Date(at).getTime();
  if (Number.isNaN(ms)) return '';
  return ms < 10_000 ? 'just now' : `${span(ms)} ago`;
}

/** `1.5 GB` @param {number} bytes */
export function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
