import type { WiredConfiguration } from './wire-local-key.ts';

/** Returns what to do with the key of a client, one line each. */
export function renderLocalKey({ key: local }: WiredConfiguration, dryRun: boolean): readonly string[] {
  const { host, variable, key, prefix, state, issued } = local;
  const why = 'This server trusts nobody without a key (CODEZ_LOOPBACK=off)';
  if (dryRun && !issued && prefix === undefined) return [`${why}: a key of its own, ${host}, would be issued.`];
  if (!issued) {
    const where = variable === undefined ? 'stands in the file' : `is read from ${variable}`;
    return [
      `Its key ${host} (cz_${prefix ?? ''}...) was issued before and ${where}; is it lost, ` +
        `\`codez host rotate ${host}\` issues another.`,
      ...(state === 'disabled' ? [`It is disabled: \`codez host enable ${host}\`.`] : []),
    ];
  }
  if (variable === undefined) return [`${why}: the file holds a key of its own, ${host}, good on this machine only.`];
  return [
    `${why}: the client has a key of its own, ${host}, good on this machine only.`,
    'Shown this once: put the line where the shell that starts the client reads it (~/.profile, ~/.bashrc, ~/.zshrc):',
    `  export ${variable}='${key ?? ''}'`,
    'Sessions that codez starts itself are given no such key, unless it stands in the file (--embed-key).',
  ];
}
