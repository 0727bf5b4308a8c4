import { createScanner, type Node } from 'jsonc-parser';
import { faultAt, findProperty, parseJsonRoot, parseJsonValue, valueNode } from './json-document.ts';
import type { EntryContent, EntryFormat } from './target.ts';
import { indentAt, isFirstOnLine, lineEndingOf, lineStart, nextLine, splice } from './text-layout.ts';

/** JSON with comments; what is written is strict JSON, since some clients read nothing else. */
export const jsonFormat: EntryFormat = { parse: parseJsonValue, set, remove };

function set(text: string, path: readonly string[], value: EntryContent): string {
  const root = parseJsonRoot(text);
  const eol = lineEndingOf(text);
  if (root === undefined) {
    const head = text === '' || text.endsWith('\n') ? text : `${text}${eol}`;
    return `${head}${render(nest(path, value), '  ', '', eol)}${eol}`;
  }
  const unit = indentUnit(text, root);
  let container = root;
  let multiline = isMultiline(text, root, true);
  for (const [depth, key] of path.entries()) {
    const property = findProperty(container, key);
    if (property === undefined) {
      return insert(text, container, key, nest(path.slice(depth + 1), value), { multiline, unit, eol });
    }
    const current = valueNode(property);
    if (depth === path.length - 1) return replace(text, property, current, value, { multiline, unit, eol });
    if (current.type !== 'object') throw faultAt(text, current.offset, `"${key}" is not an object`);
    multiline = isMultiline(text, current, multiline);
    container = current;
  }
  return text;
}

interface Layout {
  /** Whether properties stand on lines of their own. */
  readonly multiline: boolean;
  readonly unit: string;
  readonly eol: string;
}

/** Adds a property after the last one; comments and everything else keep their places. */
function insert(text: string, container: Node, key: string, value: EntryContent, layout: Layout): string {
  const close = container.offset + container.length - 1;
  const inner = text.slice(container.offset + 1, close);
  const last = container.children?.at(-1);
  const tail = close - (inner.length - inner.trimEnd().length);
  const comma = last === undefined ? undefined : commaAfter(text, last);
  const indent = childIndent(text, container, layout);
  const name = JSON.stringify(key);
  const trailing = comma === undefined ? '' : ',';
  if (!layout.multiline) {
    const blank = /^[ \t]/.test(inner) ? ' ' : '';
    const entry = `${name}:${blank}${JSON.stringify(value)}${trailing}`;
    if (last === undefined) return splice(text, tail, tail, `${blank}${entry}`);
    const at = comma === undefined ? endOf(last) : comma + 1;
    return splice(text, at, at, `${comma === undefined ? ',' : ''}${blank}${entry}`);
  }
  const entry = `${layout.eol}${indent}${name}: ${render(value, layout.unit, indent, layout.eol)}${trailing}`;
  const closing = text.slice(tail, close);
  const ownLine = closing.includes('\n') ? closing : `${layout.eol}${indentAt(text, container.offset)}`;
  const patched = splice(text, tail, close, entry + ownLine);
  return last === undefined || comma !== undefined ? patched : splice(patched, endOf(last), endOf(last), ',');
}

function replace(text: string, property: Node, current: Node, value: EntryContent, layout: Layout): string {
  const end = endOf(current);
  const wasOneLine = current.type === 'object' && !text.slice(current.offset, end).includes('\n');
  const content =
    wasOneLine || !layout.multiline
      ? JSON.stringify(value)
      : render(value, layout.unit, indentAt(text, property.offset), layout.eol);
  return splice(text, current.offset, end, content);
}

function remove(text: string, path: readonly string[]): string {
  let patched = text;
  for (;;) {
    let container = parseJsonRoot(patched);
    for (const key of path.slice(0, -1)) {
      const property = container && findProperty(container, key);
      const value = property && valueNode(property);
      container = value?.type === 'object' ? value : undefined;
    }
    const property = container && findProperty(container, path.at(-1) ?? '');
    if (container === undefined || property === undefined) return patched;
    patched = removeProperty(patched, container, property);
  }
}

function removeProperty(text: string, container: Node, property: Node): string {
  const siblings = container.children ?? [];
  const comma = commaAfter(text, property);
  let start = property.offset;
  let end = comma === undefined ? endOf(property) : comma + 1;
  if (siblings.length === 1) {
    const open = container.offset + 1;
    const close = container.offset + container.length - 1;
    if ((text.slice(open, start) + text.slice(end, close)).trim() === '') return splice(text, open, close, '');
  }
  const ownsLine = isFirstOnLine(text, start) && text.slice(end, nextLine(text, end)).trim() === '';
  if (ownsLine) {
    // With the line goes its own terminator, so that the lines around it join as they were.
    start = lineStart(text, start);
    end = nextLine(text, end);
  } else if (comma !== undefined) {
    end += /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  }
  const previous = siblings[siblings.indexOf(property) - 1];
  if (comma !== undefined || previous === undefined) return splice(text, start, end, '');
  const before = commaAfter(text, previous) ?? start;
  const between = text.slice(before + 1, start);
  const kept = between.trim() === '' && !between.includes('\n') ? '' : between;
  return text.slice(0, before) + kept + text.slice(end);
}

/** Returns the offset of the comma that follows a property, undefined when the object ends first. */
function commaAfter(text: string, property: Node): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(endOf(property));
  scanner.scan();
  const offset = scanner.getTokenOffset();
  return text[offset] === ',' ? offset : undefined;
}

function isMultiline(text: string, container: Node, parentIsMultiline: boolean): boolean {
  const first = container.children?.[0];
  const end = first?.offset ?? endOf(container);
  return text.slice(container.offset, end).includes('\n') || (first === undefined && parentIsMultiline);
}

function childIndent(text: string, container: Node, layout: Layout): string {
  const first = container.children?.[0];
  if (first !== undefined && isFirstOnLine(text, first.offset)) return indentAt(text, first.offset);
  return indentAt(text, container.offset) + layout.unit;
}

function indentUnit(text: string, root: Node): string {
  const first = root.children?.[0];
  if (first === undefined || !isFirstOnLine(text, first.offset)) return '  ';
  return indentAt(text, first.offset).slice(indentAt(text, root.offset).length) || '  ';
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function nest(path: readonly string[], value: EntryContent): EntryContent {
  return path.reduceRight<EntryContent>((inner, key) => ({ [key]: inner }), value);
}

function render(value: EntryContent, unit: string, indent: string, eol: string): string {
  return JSON.stringify(value, null, unit).replaceAll('\n', `${eol}${indent}`);
}
