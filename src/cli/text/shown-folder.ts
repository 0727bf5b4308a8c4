import { shownLine } from './shown-text.ts';

/** Returns a folder as a person writes it: what is in the home directory begins with `~`. */
export function shownFolder(folder: string, userHome: string): string {
  const isInHome = userHome.length > 1 && (folder === userHome || folder.startsWith(`${userHome}/`));
  return shownLine(isInHome ? `~${folder.slice(userHome.length)}` : folder);
}
