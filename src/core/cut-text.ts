/** Returns the first `maxUnits` UTF-16 units of a text, one less where that would halve a character. */
export function cutText(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  const last = text.charCodeAt(maxUnits - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, Math.max(0, isHalf ? maxUnits - 1 : maxUnits));
}
