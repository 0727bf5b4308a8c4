/** Working folders that are awkward in one way or another, and such that are not. */
export const WORKING_FOLDERS: readonly string[] = [
  '/home/me/shop',
  '/home/me/my.app',
  // The same project folder as the one before.
  '/home/me/my-app',
  '/home/me/Größe & Übermaß',
  '/home/me/работа/проект',
  '/home/me/港/検索 エンジン',
  '/home/me/emoji 🦩 here',
  `/home/me/${'deeply-nested-folder/'.repeat(11)}end`,
  `/home/me/${'deeply-nested-folder/'.repeat(11)}End`,
  '/home/me/.config/tool',
  '/srv/a_b-c.d',
];

/** Name of the folder Claude Code keeps transcripts in, by its own rule. */
export function folderNameOf(cwd: string): string {
  const plain = Array.from({ length: cwd.length }, (_, unit) =>
    /[A-Za-z0-9]/.test(cwd[unit] ?? '') ? cwd[unit] : '-',
  ).join('');
  if (plain.length <= 200) return plain;
  let hash = 0;
  for (let unit = 0; unit < cwd.length; unit += 1) hash = ((hash << 5) - hash + cwd.charCodeAt(unit)) | 0;
  return `${plain.slice(0, 200)}-${Math.abs(hash).toString(36)}`;
}
