import { isSame, isTable, onlyEntryDiffers, valueAt } from './entry-check.ts';
import type { EntryContent, EntryValue, ManagedEntry } from './target.ts';

/**
 * Returns `text` with the managed entry as it should be. Keys of the entry that are already right, and keys that are
 * not ours, stay as they are, with their comments; a text that is right comes back unchanged.
 * @throws SyntaxFault when the text is invalid or has something else where the entry belongs.
 */
export function writeEntry(text: string, entry: ManagedEntry): string {
  const { format, path } = entry;
  const before = format.parse(text);
  const existing = valueAt(before, path);
  const wanted = isTable(existing) ? merge(existing, entry) : entry.value;
  if (isSame(existing, wanted)) return text;
  const edits = isTable(existing) ? [writeKeys, writeWhole] : [writeWhole];
  for (const edit of edits) {
    const after = edit(text, entry, wanted);
    if (after !== undefined && onlyEntryDiffers(before, format.parse(after), path, wanted)) return after;
  }
  throw new Error(`${entry.file} cannot be changed without touching more than "${path.join('.')}"`);
}

/**
 * Returns `text` without the managed entry; the same text when there is none.
 * @throws SyntaxFault when the text is invalid.
 */
export function removeEntry(text: string, entry: ManagedEntry): string {
  const { format, path } = entry;
  const before = format.parse(text);
  if (valueAt(before, path) === undefined) return text;
  const after = format.remove(text, path);
  if (onlyEntryDiffers(before, format.parse(after), path, undefined)) return after;
  throw new Error(`${entry.file} cannot be changed without touching more than "${path.join('.')}"`);
}

function merge(existing: Readonly<Record<string, unknown>>, entry: ManagedEntry): EntryValue {
  const kept = Object.entries(existing).filter(([key]) => !entry.owned.includes(key));
  return { ...(Object.fromEntries(kept) as EntryValue), ...entry.value };
}

function writeKeys(text: string, { format, path }: ManagedEntry, wanted: EntryValue): string | undefined {
  const existing = valueAt(format.parse(text), path);
  if (!isTable(existing)) return undefined;
  let patched = text;
  try {
    for (const [key, value] of Object.entries(wanted)) {
      if (!isSame(existing[key], value)) patched = format.set(patched, [...path, key], value as EntryContent);
    }
    for (const key of Object.keys(existing)) {
      if (!Object.hasOwn(wanted, key)) patched = format.remove(patched, [...path, key]);
    }
    return patched;
  } catch {
    // Some shapes allow no change key by key; the entry is then written as a whole.
    return undefined;
  }
}

function writeWhole(text: string, { format, path }: ManagedEntry, wanted: EntryValue): string {
  return format.set(text, path, wanted);
}
