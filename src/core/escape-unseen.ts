const PLAIN = /^[\x20-\x7e]*$/;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Returns JSON (without line ends between its parts) in which every character that drives a terminal, turns text round
 * or is not seen at all is escaped. It is the same JSON: `cat` and `less` show it as it is.
 */
export function escapeUnseen(json: string): string {
  if (PLAIN.test(json)) return json;
  return json.replace(UNSEEN, (character) => {
    let escaped = '';
    for (let at = 0; at < character.length; at++) {
      escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
    }
    return escaped;
  });
}
