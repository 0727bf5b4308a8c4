import type { ScriptName } from './scripts.ts';

/** Parts of a search's `in`. */
export type SearchPart = 'text' | 'tools' | 'subagents' | 'thinking';

/** Kinds of text that a search must find, by where they stand or how they are written. */
export type TextClass = keyof typeof PART_OF_CLASS;

/** Which part of the conversation the texts of a class belong to. */
export const PART_OF_CLASS = {
  user: 'text',
  assistant: 'text',
  thinking: 'thinking',
  tool_input: 'tools',
  tool_output: 'tools',
  tool_error: 'tools',
  sub_agent_new: 'subagents',
  sub_agent_old: 'subagents',
  sidechain: 'subagents',
  title_ai: 'text',
  title_custom: 'text',
  summary: 'text',
  compact_summary: 'text',
  queued_prompt: 'text',
  quoted: 'text',
  newline: 'text',
  escaped: 'text',
  code: 'text',
  composed: 'text',
  decomposed: 'text',
  cjk2: 'text',
  emoji: 'text',
  huge: 'text',
  phrase: 'text',
  scattered: 'text',
  two_blocks: 'text',
  two_records: 'text',
  common: 'text',
  latin: 'text',
  cyrillic: 'text',
  greek: 'text',
  hebrew: 'text',
  arabic: 'text',
  devanagari: 'text',
  hangul: 'text',
  han: 'text',
  kana: 'text',
  thai: 'text',
} as const satisfies Record<string, SearchPart> & Record<ScriptName, 'text'>;

export const TEXT_CLASSES = Object.keys(PART_OF_CLASS) as readonly TextClass[];
