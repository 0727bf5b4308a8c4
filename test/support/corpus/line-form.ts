/** How a record is written as JSON: as Claude Code does, or in other ways that mean the same. */
export type LineForm = 'plain' | 'escaped' | 'spaced' | 'crlf';

/** Returns a record as the line of a transcript, without its line feed. */
export function toLine(record: object, form: LineForm): string {
  switch (form) {
    case 'plain':
      return JSON.stringify(record);
    case 'crlf':
      return `${JSON.stringify(record)}\r`;
    case 'escaped':
      return escapeLine(JSON.stringify(record));
    case 'spaced':
      // Line feeds inside of texts are escaped: what is left stands between values.
      return JSON.stringify(record, null, 1).replace(/\n\s*/g, ' ');
  }
}

/** Returns JSON in which slashes, angle brackets, ampersands and all beyond ASCII are written as escapes. */
export function escapeLine(json: string): string {
  return json.replace(/[/<>&]|[^\0-~]/g, (unit) => (unit === '/' ? '\\/' : escapeUnit(unit)));
}

function escapeUnit(unit: string): string {
  const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
  // Programs differ in how they write the digits.
  return `\\u${unit.charCodeAt(0) % 2 === 0 ? hex.toUpperCase() : hex}`;
}
