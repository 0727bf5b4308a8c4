import type { CommandReference } from '../../src/cli/command-reference.ts';
import { EXIT_CODES } from '../../src/cli/root-help.ts';
import type { Setting } from '../../src/config/setting.ts';
import { SETTING_NAMES, SETTINGS } from '../../src/config/settings.ts';
import type { ToolDescription } from '../../src/tools/tool-invoker.ts';

/** What the tables are made of. */
export interface ReadmeSources {
  readonly commands: readonly CommandReference[];
  readonly tools: readonly ToolDescription[];
}

/** Returns the README with each part between `<!-- NAME -->` and `<!-- /NAME -->` made anew. */
export function renderReadme(readme: string, { commands, tools }: ReadmeSources): string {
  const tables: Readonly<Record<string, string>> = {
    commands: commandTable(commands),
    tools: toolTable(tools.filter(({ group }) => group !== 'admin')),
    'admin-tools': toolTable(tools.filter(({ scope }) => scope === 'admin')),
    settings: settingTable(),
    'exit-codes': table(
      ['Code', 'Meaning'],
      EXIT_CODES.map(({ code, meaning }) => [String(code), meaning]),
    ),
  };
  return Object.entries(tables).reduce((text, [name, made]) => {
    const part = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!part.test(text)) throw new Error(`README.md has no part <!-- ${name} -->`);
    return text.replace(part, (_, begin: string, end: string) => `${begin}${made}\n${end}`);
  }, readme);
}

function commandTable(commands: readonly CommandReference[]): string {
  const rows = commands.flatMap(({ runnable }) => runnable.map(({ name, summary }) => [`\`codez ${name}\``, summary]));
  return table(['Command', 'Does'], rows);
}

function toolTable(tools: readonly ToolDescription[]): string {
  const rows = tools.map(({ name, scope, description }) => [`\`${name}\``, `\`${scope}\``, firstSentence(description)]);
  return table(['Tool', 'Scope', 'Does'], rows);
}

function settingTable(): string {
  const rows = SETTING_NAMES.map((name): Setting => SETTINGS[name]).map(
    ({ flag, variable, key, fallback, description }) => [
      `\`--${flag}\``,
      `\`${variable}\``,
      key === undefined ? '' : `\`${key}\``,
      fallback ? `\`${fallback}\`` : '',
      description,
    ],
  );
  return table(['Option', 'Variable', 'Key in `config.json`', 'Default', 'Meaning'], rows);
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

function firstSentence(text: string): string {
  return /^.*?[.:](?=\s|$)/s.exec(text)?.[0].replace(/:$/, '.') ?? text;
}
