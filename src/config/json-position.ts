/** Line and column, both from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

const TOKEN =
  /[ \t\n\r]+|[{}[\],:]|"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Returns where `text` stops being JSON, or undefined when it is JSON. `JSON.parse` names a position only
 * sometimes, and differently in each version of Node.
 */
export function findJsonError(text: string): TextPosition | undefined {
  const offset = findErrorOffset(text);
  if (offset === undefined) return undefined;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** What may come next: a value, a key, a colon, or what follows a value; `first` also allows the closing bracket. */
type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'separator';

function findErrorOffset(text: string): number | undefined {
  const open: string[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  while (offset < text.length) {
    TOKEN.lastIndex = offset;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return offset;
    if (token.trim() !== '') {
      const next = step(token, expected, open);
      if (next === undefined) return offset;
      expected = next;
    }
    offset += token.length;
  }
  return open.length === 0 && expected === 'separator' ? undefined : text.length;
}

function step(token: string, expected: Expected, open: string[]): Expected | undefined {
  if (token === '}' || token === ']') {
    const closes = expected === 'separator' || expected === (token === '}' ? 'first key' : 'first value');
    return closes && open.pop() === (token === '}' ? '{' : '[') ? 'separator' : undefined;
  }
  if (token === ',') {
    if (expected !== 'separator' || open.length === 0) return undefined;
    return open.at(-1) === '{' ? 'key' : 'value';
  }
  if (token === ':') return expected === 'colon' ? 'value' : undefined;
  if (expected === 'key' || expected === 'first key') return token.startsWith('"') ? 'colon' : undefined;
  if (expected !== 'value' && expected !== 'first value') return undefined;
  if (token !== '{' && token !== '[') return 'separator';
  open.push(token);
  return token === '{' ? 'first key' : 'first value';
}
