import { lineEndingOf, splice } from './text-layout.ts';
import { scanInlineTable, scanToml, type TomlPair, type TomlStatement } from './toml-scanner.ts';

/** Returns a TOML text without anything that defines the value at `path`: tables, sub-tables, pairs, inline pairs. */
export function removeTomlPath(text: string, path: readonly string[]): string {
  let patched = text;
  for (;;) {
    const next = removeFirst(patched, path);
    if (next === undefined) return patched;
    patched = next;
  }
}

function removeFirst(text: string, path: readonly string[]): string | undefined {
  const statements = scanToml(text);
  for (const [index, statement] of statements.entries()) {
    if (isWithin(statement.path, path)) {
      if (statement.kind === 'pair') return removeLines(text, statement.start, statement.end);
      return removeBlock(text, statement.start, endOfBlock(statements, index));
    }
    if (statement.kind === 'pair') {
      const patched = removeInline(text, statement, path);
      if (patched !== undefined) return patched;
    }
  }
  return undefined;
}

/** Comments after the last pair of a table stay: they may belong to what follows. */
function endOfBlock(statements: readonly TomlStatement[], index: number): number {
  let end = statements[index]?.end ?? 0;
  for (const statement of statements.slice(index + 1)) {
    if (statement.kind !== 'pair') break;
    end = statement.end;
  }
  return end;
}

function removeBlock(text: string, start: number, end: number): string {
  const eol = lineEndingOf(text);
  const blankBefore = start === 0 || text.slice(0, start).endsWith(`${eol}${eol}`);
  if (!blankBefore) return removeLines(text, start, end);
  if (text.startsWith(eol, end)) return removeLines(text, start, end + eol.length);
  return end === text.length && start > 0 ? removeLines(text, start - eol.length, end) : removeLines(text, start, end);
}

/** Removes whole lines; a text that ended without a line end still does. */
function removeLines(text: string, start: number, end: number): string {
  const patched = splice(text, start, end, '');
  return end === text.length && !text.endsWith('\n') ? patched.replace(/[\r\n]+$/, '') : patched;
}

function removeInline(text: string, outer: TomlPair, path: readonly string[]): string | undefined {
  if (text[outer.valueStart] !== '{' || !isWithin(path, outer.path)) return undefined;
  const { pairs, close } = scanInlineTable(text, outer.valueStart, outer.path);
  for (const [index, pair] of pairs.entries()) {
    if (!isWithin(pair.path, path)) {
      const patched = removeInline(text, pair, path);
      if (patched !== undefined) return patched;
      continue;
    }
    const previous = pairs[index - 1];
    const next = pairs[index + 1];
    if (previous !== undefined) return splice(text, previous.valueEnd, pair.valueEnd, '');
    if (next !== undefined) return splice(text, pair.keyStart, next.keyStart, '');
    return splice(text, outer.valueStart + 1, close, '');
  }
  return undefined;
}

function isWithin(path: readonly string[], ancestor: readonly string[]): boolean {
  return path.length >= ancestor.length && ancestor.every((key, index) => key === path[index]);
}
