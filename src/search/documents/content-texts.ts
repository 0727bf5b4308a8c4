import { type JsonRecord, toRecord, toText } from '../../claude/transcripts/record-fields.ts';

/** Inputs that are nested deeper are not looked into. */
const MAX_DEPTH = 64;
const REMINDER = /<system-reminder>[\s\S]*?<\/system-reminder>/g;

/** Pieces of text of a message, by the part they are looked for in. */
export interface ContentTexts {
  readonly text: string[];
  readonly thinking: string[];
  readonly tools: string[];
}

/** Adds what stands in the content of an assistant's record. */
export function addAnswer(content: unknown, texts: ContentTexts): void {
  if (typeof content === 'string') addText(content, texts.text);
  if (!Array.isArray(content)) return;
  for (const value of content) {
    const block = toRecord(value);
    const type = toText(block?.['type']);
    if (block === undefined || type === undefined) continue;
    if (type === 'text') addText(block['text'], texts.text);
    else if (type === 'thinking') addText(block['thinking'], texts.thinking);
    else if (type.endsWith('tool_use')) {
      addText(block['name'], texts.tools);
      addValues(block['input'], texts.tools, 0);
    } else if (type.endsWith('tool_result')) addPrinted(block['content'], texts.tools);
  }
}

/** Adds the words of a user's record, without what Claude Code reminds the model of. */
export function addWords(content: unknown, text: string[]): void {
  if (typeof content === 'string') addText(withoutReminders(content), text);
  if (!Array.isArray(content)) return;
  for (const value of content) {
    const block = toRecord(value);
    const words = block?.['type'] === 'text' ? block['text'] : undefined;
    if (typeof words === 'string') addText(withoutReminders(words), text);
  }
}

/** Adds what the tools printed whose results stand in a user's record. */
export function addResults(content: unknown, tools: string[]): void {
  for (const block of resultsOf(content)) addPrinted(block['content'], tools);
}

/** Returns the first tool use a user's record brings a result of; undefined when it brings none. */
export function resultIdOf(content: unknown): string | undefined {
  const first = resultsOf(content)[0];
  return first === undefined ? undefined : (toText(first['tool_use_id']) ?? '');
}

/** Returns the ids of the tool uses in an assistant's content. */
export function callIdsOf(content: unknown): string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((value) => {
    const block = toRecord(value);
    return toText(block?.['type'])?.endsWith('tool_use') === true ? (toText(block?.['id']) ?? []) : [];
  });
}

function resultsOf(content: unknown): JsonRecord[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((value) => {
    const block = toRecord(value);
    return block !== undefined && toText(block['type'])?.endsWith('tool_result') === true ? [block] : [];
  });
}

/** What a tool printed: texts, and what names a place; nothing of images and files. */
function addPrinted(content: unknown, tools: string[]): void {
  if (typeof content === 'string') addText(content, tools);
  else if (Array.isArray(content)) {
    for (const value of content) {
      if (typeof value === 'string') addText(value, tools);
      const block = toRecord(value);
      if (block === undefined) continue;
      for (const name of ['text', 'title', 'url'] as const) addText(block[name], tools);
    }
  } else if (toRecord(content)?.['source'] === undefined) addValues(content, tools, 0);
}

/** Adds all texts and numbers of a tool's input. */
function addValues(value: unknown, texts: string[], depth: number): void {
  if (typeof value === 'string') addText(value, texts);
  else if (typeof value === 'number') texts.push(String(value));
  else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) {
    for (const item of Object.values(value)) addValues(item, texts, depth + 1);
  }
}

function addText(value: unknown, texts: string[]): void {
  if (typeof value === 'string' && value !== '') texts.push(value);
}

function withoutReminders(text: string): string {
  return text.includes('<system-reminder>') ? text.replace(REMINDER, ' ') : text;
}
