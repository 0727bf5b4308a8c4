import type { CommandOption } from '../../src/cli/command-options.ts';
import type { CommandReference, RunnableReference } from '../../src/cli/command-reference.ts';
import type { ArgumentDefinition } from '../../src/cli/define-command.ts';
import { EXIT_CODES, PRODUCT_LINE, ROOT_OPTIONS, ROOT_USAGE } from '../../src/cli/root-help.ts';
import type { Setting } from '../../src/config/setting.ts';
import { SETTING_NAMES, SETTINGS } from '../../src/config/settings.ts';
import { FILES, OVERVIEW, SETTINGS_TEXT } from './man-text.ts';
import { renderAccessSections } from './render-access.ts';
import { renderEventSections } from './render-events.ts';
import { bold, escapeRoff, examples, paragraphs, prose, section, terms } from './render-roff.ts';

/** One manual page. */
export interface ManPage {
  /** `codez-serve.1` */
  readonly file: string;
  readonly text: string;
}

/** Returns codez.1, one page for each command of the table, and the references of access and events. */
export function renderManPages(commands: readonly CommandReference[], version: string): readonly ManPage[] {
  return [
    { file: 'codez.1', text: renderMainPage(commands, version) },
    ...commands.map((command) => ({
      file: `codez-${command.entry.name}.1`,
      text: renderCommandPage(command, version),
    })),
    { file: 'codez-access.7', text: page('codez-access', version, renderAccessSections(), 7) },
    { file: 'codez-events.7', text: page('codez-events', version, renderEventSections(), 7) },
  ];
}

function renderMainPage(commands: readonly CommandReference[], version: string): string {
  const settings: Setting[] = SETTING_NAMES.map((name) => SETTINGS[name]);
  return page('codez', version, [
    section('NAME', `codez \\- ${escapeRoff(PRODUCT_LINE.replace(/\.$/, ''))}`),
    section('SYNOPSIS', `${bold('codez')} ${escapeRoff(ROOT_USAGE)}`),
    section('DESCRIPTION', paragraphs(OVERVIEW)),
    section('COMMANDS', terms(commands.map(({ entry }) => [`${bold(`codez-${entry.name}`)}(1)`, entry.summary]))),
    section('OPTIONS', terms(ROOT_OPTIONS.map(({ flags, description }) => [bold(flags), description]))),
    section('SETTINGS', `${paragraphs(SETTINGS_TEXT)}\n${terms(settings.map(settingTerm))}`),
    section('FILES', terms(FILES.map(([file, meaning]) => [bold(file), meaning]))),
    exitStatus(),
    section(
      'SEE ALSO',
      [
        ...commands.map(({ entry }) => `${bold(`codez-${entry.name}`)}(1)`),
        `${bold('codez-access')}(7)`,
        `${bold('codez-events')}(7)`,
      ].join(', '),
    ),
  ]);
}

function renderCommandPage({ entry, definition, runnable, isNoun }: CommandReference, version: string): string {
  const body = isNoun
    ? [section('VERBS', runnable.map((verb) => `.SS ${escapeRoff(verb.name)}\n${verbBody(verb)}`).join('\n'))]
    : runnable.flatMap(commandSections);
  const extra = Object.entries(definition.sections ?? {}).map(([heading, texts]) =>
    section(heading.toUpperCase(), paragraphs(texts)),
  );
  const lines = definition.examples ?? [];
  return page(`codez-${entry.name}`, version, [
    section('NAME', `codez\\-${entry.name} \\- ${prose(entry.summary.replace(/\.$/, ''))}`),
    section('SYNOPSIS', runnable.map(({ usage }) => escapeRoff(usage)).join('\n.br\n')),
    section('DESCRIPTION', paragraphs(definition.description)),
    ...body,
    ...extra,
    ...(lines.length === 0 ? [] : [section('EXAMPLES', examples(lines))]),
    exitStatus(),
    section('SEE ALSO', `${bold('codez')}(1)`),
  ]);
}

function commandSections({ definition, options }: RunnableReference): string[] {
  const given = (definition.arguments ?? []) as readonly ArgumentDefinition[];
  return [
    ...(given.length === 0 ? [] : [section('ARGUMENTS', terms(given.map(argumentTerm)))]),
    section('OPTIONS', terms(options.map(optionTerm))),
  ];
}

function verbBody({ summary, definition, options }: RunnableReference): string {
  const given = (definition.arguments ?? []) as readonly ArgumentDefinition[];
  const lines = definition.examples ?? [];
  return [
    paragraphs([summary, ...definition.description]),
    terms([...given.map(argumentTerm), ...options.map(optionTerm)]),
    ...(lines.length === 0 ? [] : ['.PP', examples(lines)]),
  ].join('\n');
}

function argumentTerm({ name, description }: ArgumentDefinition): [string, string] {
  return [bold(name.toUpperCase()), description];
}

function optionTerm({ flag, placeholder, description, setting }: CommandOption): [string, string] {
  const term = placeholder === undefined ? bold(`--${flag}`) : `${bold(`--${flag}`)} ${escapeRoff(placeholder)}`;
  const variable = setting === undefined ? '' : ` Variable: ${setting.variable}.`;
  const fallback = setting?.fallback ? ` Default: ${setting.fallback}.` : '';
  return [term, `${description}${variable}${fallback}`];
}

function settingTerm({ flag, placeholder, variable, key, fallback, description }: Setting): [string, string] {
  const option = placeholder === undefined ? `--${flag}` : `--${flag} ${placeholder}`;
  const inFile = key === undefined ? '' : `, "${key}" in config.json`;
  return [bold(variable), `${description} Option ${option}${inFile}.${fallback ? ` Default: ${fallback}.` : ''}`];
}

function exitStatus(): string {
  return section('EXIT STATUS', terms(EXIT_CODES.map(({ code, meaning }) => [bold(String(code)), meaning])));
}

function page(name: string, version: string, sections: readonly string[], chapter = 1): string {
  return `.\\" Generated by npm run docs; do not edit.\n.TH ${name.toUpperCase()} ${chapter} "" "codez ${version}" "codez"\n.nh\n.ad l\n${sections.join('\n')}\n`;
}
