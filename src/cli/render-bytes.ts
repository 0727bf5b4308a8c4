const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Returns a size for people, in powers of 1000: `81.7 GB`. */
export function renderBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
