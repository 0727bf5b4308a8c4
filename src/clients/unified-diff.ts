const CONTEXT_LINES = 3;
/** Above this many line pairs a changed region is shown as all old, then all new. */
const MAX_PAIRS = 4_000_000;

interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Returns the unified diff of two texts with three lines of context, '' when they are equal; undefined is no file. */
export function renderUnifiedDiff(file: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const lines = diffLines(toLines(before ?? ''), toLines(after ?? ''));
  const header = [
    `--- ${before === undefined ? '/dev/null' : file}`,
    `+++ ${after === undefined ? '/dev/null' : file}`,
  ];
  return `${[...header, ...renderHunks(lines)].join('\n')}\n`;
}

/** Lines keep their terminators, so that a changed line ending is a change. */
function toLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: ' ', text }));
  return [
    ...same(before.slice(0, head)),
    ...diffRegion(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

function diffRegion(before: readonly string[], after: readonly string[]): DiffLine[] {
  const width = after.length + 1;
  if (before.length * after.length > MAX_PAIRS) {
    return [...before.map((text) => removed(text)), ...after.map((text) => added(text))];
  }
  // common[i * width + j]: length of the longest common subsequence of before[i..] and after[j..].
  const common = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const old = before[i];
    const fresh = after[j];
    if (old !== undefined && old === fresh) {
      lines.push({ sign: ' ', text: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(old));
      i += 1;
    } else if (fresh !== undefined) {
      lines.push(added(fresh));
      j += 1;
    }
  }
  return lines;
}

function removed(text: string): DiffLine {
  return { sign: '-', text };
}

function added(text: string): DiffLine {
  return { sign: '+', text };
}

function renderHunks(lines: readonly DiffLine[]): string[] {
  const shown = new Set<number>();
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    for (let near = index - CONTEXT_LINES; near <= index + CONTEXT_LINES; near += 1) shown.add(near);
  }
  const output: string[] = [];
  let hunk: DiffLine[] = [];
  let old = 0;
  let fresh = 0;
  for (const [index, line] of lines.entries()) {
    if (shown.has(index)) hunk.push(line);
    else if (hunk.length > 0) hunk = flush(output, hunk, old, fresh);
    if (line.sign !== '+') old += 1;
    if (line.sign !== '-') fresh += 1;
  }
  if (hunk.length > 0) flush(output, hunk, old, fresh);
  return output;
}

/** Appends one hunk; `old` and `fresh` count the lines up to its end. */
function flush(output: string[], hunk: readonly DiffLine[], old: number, fresh: number): DiffLine[] {
  const range = (end: number, sign: '-' | '+'): string => {
    const count = hunk.filter((line) => line.sign === ' ' || line.sign === sign).length;
    const start = end - count + (count === 0 ? 0 : 1);
    return count === 1 ? `${start}` : `${start},${count}`;
  };
  output.push(`@@ -${range(old, '-')} +${range(fresh, '+')} @@`);
  for (const { sign, text } of hunk) {
    output.push(text.endsWith('\n') ? `${sign}${text.slice(0, -1)}` : `${sign}${text}\n\\ No newline at end of file`);
  }
  return [];
}
