const STEPS: readonly (readonly [unit: string, seconds: number])[] = [
  ['y', 365 * 86_400],
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
];

/** Returns how long ago `at` (ISO 8601) was: `now`, `5m`, `3h`, `12d`, `2y`; what is no time as it is. */
export function renderAge(at: string, nowMs: number): string {
  const ms = nowMs - Date.parse(at);
  if (Number.isNaN(ms)) return '';
  const [unit, seconds] = STEPS.find(([, each]) => ms >= each * 1000) ?? ['now', 0];
  return seconds === 0 ? unit : `${Math.floor(ms / 1000 / seconds)}${unit}`;
}

/** Returns a duration for people: `40 ms`, `0.4 s`, `12 s`, `3 min 5 s`, `10 min`, `2 h 4 min`. */
export function renderDuration(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return inTwoUnits(Math.floor(whole / 60), 'min', whole % 60, 's');
  return inTwoUnits(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
}

function inTwoUnits(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}
