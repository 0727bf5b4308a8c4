import { CodezError } from '../core/errors.ts';

/** Returns the number an option gives, or `fallback` without it. @throws CodezError `invalid` */
export function wholeNumber(option: string, given: string | undefined, fallback: number, max: number): number {
  if (given === undefined) return fallback;
  const value = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (value >= 1 && value <= max) return value;
  throw new CodezError(
    'invalid',
    `${option} is ${JSON.stringify(given).slice(0, 50)}, but must be a number from 1 to ${max}`,
    `Write e.g. ${option} ${fallback}.`,
  );
}
