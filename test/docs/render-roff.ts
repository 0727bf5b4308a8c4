/** Returns text in which roff sees no command: backslashes, leading dots and quotes, and plain hyphens for options. */
export function escapeRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}

/** Returns text in bold, words in backquotes set bold. */
export function bold(text: string): string {
  return `\\fB${escapeRoff(text)}\\fR`;
}

/** Returns a paragraph of prose; what stands in backquotes is set bold. */
export function prose(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? bold(part) : escapeRoff(part)))
    .join('');
}

/** Returns a section with its heading. */
export function section(heading: string, body: string): string {
  return `.SH ${heading}\n${body}`;
}

/** Returns paragraphs. */
export function paragraphs(texts: readonly string[]): string {
  return texts.map(prose).join('\n.PP\n');
}

/** Returns a list of terms with what they mean; terms are roff already. */
export function terms(rows: readonly (readonly [term: string, meaning: string])[]): string {
  return rows.map(([term, meaning]) => `.TP\n${term}\n${prose(meaning)}`).join('\n');
}

/** Returns lines to type, each under what it does. */
export function examples(rows: readonly { readonly line: string; readonly does: string }[]): string {
  return rows
    .map(({ line, does }) => `${prose(`${capitalise(does)}:`)}\n.PP\n.RS 4\n.nf\n${escapeRoff(line)}\n.fi\n.RE`)
    .join('\n.PP\n');
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
