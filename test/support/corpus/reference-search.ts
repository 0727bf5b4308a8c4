import { objectOf, type ReferenceFile, type ReferenceRecord, stringOf } from './reference-reader.ts';
import type { SearchPart } from './text-classes.ts';

/** What one message says, or what a tool printed for it, or a title. */
export interface ReferenceDocument {
  readonly sessionId: string;
  readonly slug: string;
  /** Absent for titles; a tool's output belongs to the message that called it. */
  readonly messageId?: string;
  readonly isSubAgent: boolean;
  readonly texts: Record<'text' | 'tools' | 'thinking', string[]>;
}

const REMINDER = /<system-reminder>[\s\S]*?<\/system-reminder>/g;
const ALONE = /[\p{S}\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const TOKENS = /[\p{L}\p{N}\p{M}\p{S}]/u;

type Searched = ReferenceDocument & { readonly pieces: Record<keyof ReferenceDocument['texts'], string[]> };

/** Searches a tree plainly: all tokens of all documents, one after the other. */
export class ReferenceSearch {
  readonly documents: readonly ReferenceDocument[];
  readonly #searched: readonly Searched[];

  constructor(files: readonly ReferenceFile[]) {
    this.documents = files.flatMap(documentsOfFile);
    const render = (texts: readonly string[]): string[] => texts.map((text) => ` ${tokensOf(text).join(' ')} `);
    this.#searched = this.documents.map((document) => {
      const { text, tools, thinking } = document.texts;
      return { ...document, pieces: { text: render(text), tools: render(tools), thinking: render(thinking) } };
    });
  }

  /** Returns what matches a query: all words, each as a phrase of its tokens, in one document. */
  find(query: string, parts: readonly SearchPart[] = ['text', 'tools', 'subagents']): ReferenceDocument[] {
    const phrases = [...query.matchAll(/"([^"]*)"|[^\s"]+/g)].map(([word, quoted]) => tokensOf(quoted ?? word));
    const wanted = phrases.filter((tokens) => tokens.length > 0).map((tokens) => ` ${tokens.join(' ')} `);
    const kinds = parts.filter((part) => part !== 'subagents');
    return this.#searched.filter(({ isSubAgent, pieces }) => {
      if (isSubAgent && !parts.includes('subagents')) return false;
      const held = kinds.flatMap((kind) => pieces[kind]);
      return wanted.every((phrase) => held.some((piece) => piece.includes(phrase)));
    });
  }
}

/** Returns the tokens of a text. */
export function tokensOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
  const tokens: string[] = [];
  let word = '';
  const end = (): void => {
    if (word !== '') tokens.push(word);
    word = '';
  };
  for (const character of plain) {
    const isMark = /\p{M}/u.test(character);
    if (!TOKENS.test(character)) end();
    else if (ALONE.test(character) || (isMark && word === '')) {
      end();
      tokens.push(character);
    } else word += character;
  }
  end();
  return tokens;
}

function documentsOfFile({ sessionId, slug, agentId, records }: ReferenceFile): ReferenceDocument[] {
  const messages = new Map<string, ReferenceDocument>();
  const others: ReferenceDocument[] = [];
  const calls = new Map<string, string>();
  const titles = new Map<string, ReferenceDocument>();
  const open = (messageId: string | undefined, record: ReferenceRecord): ReferenceDocument => ({
    sessionId,
    slug,
    ...(messageId === undefined ? {} : { messageId }),
    isSubAgent: agentId !== undefined || record['isSidechain'] === true,
    texts: { text: [], tools: [], thinking: [] },
  });
  for (const [index, record] of records.map(asPrompt).entries()) {
    const content = objectOf(record['message'])?.['content'];
    const title = titleOf(record);
    if (title !== undefined) {
      const document = open(undefined, {});
      document.texts.text.push(title);
      titles.set(String(record['type']), document);
    } else if (record['type'] === 'assistant' && objectOf(record['message']) !== undefined) {
      const id = stringOf(objectOf(record['message'])?.['id']) ?? stringOf(record['uuid']) ?? `@${index}`;
      const message = messages.get(id) ?? open(id, record);
      messages.set(id, message);
      for (const block of blocksOf(content)) addAnswer(block, message, calls);
    } else if (record['type'] === 'user' && record['isMeta'] !== true) {
      const id = stringOf(record['sentAs']) ?? stringOf(record['uuid']);
      const said = open(id, record);
      for (const block of blocksOf(content)) {
        if (block['type'] === 'text') said.texts.text.push(...textOf(block['text']).map(withoutReminders));
        if (block['type'] !== 'tool_result') continue;
        const printed = open(calls.get(String(block['tool_use_id'])) ?? id, record);
        printed.texts.tools.push(...blocksOf(block['content']).flatMap((one) => stringOf(one['text']) ?? []));
        others.push(printed);
      }
      if (said.texts.text.length > 0) others.push(said);
    }
  }
  return [...messages.values(), ...others, ...titles.values()];
}

function addAnswer(block: ReferenceRecord, { messageId, texts }: ReferenceDocument, calls: Map<string, string>): void {
  const type = block['type'];
  if (type === 'text') texts.text.push(...textOf(block['text']));
  if (type === 'thinking') texts.thinking.push(...textOf(block['thinking']));
  if (type !== 'tool_use') return;
  texts.tools.push(...textOf(block['name']), ...valuesOf(block['input']));
  const id = stringOf(block['id']);
  if (id !== undefined) calls.set(id, messageId ?? '');
}

function textOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}

function withoutReminders(text: string): string {
  return text.replace(REMINDER, ' ');
}

/** All texts and numbers of a tool's input. */
function valuesOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(valuesOf);
}

function blocksOf(content: unknown): ReferenceRecord[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.map(objectOf).filter((block) => block !== undefined) : [];
}

function titleOf(record: ReferenceRecord): string | undefined {
  const fields: Readonly<Record<string, string>> = {
    'ai-title': 'aiTitle',
    'custom-title': 'customTitle',
    summary: 'summary',
  };
  const field = fields[String(record['type'])];
  return field === undefined ? undefined : stringOf(record[field]);
}

/** A prompt that was taken into a running turn, as a user's record. */
function asPrompt(record: ReferenceRecord): ReferenceRecord {
  const attachment = record['type'] === 'attachment' ? objectOf(record['attachment']) : undefined;
  if (attachment?.['type'] !== 'queued_command') return record;
  const message = { role: 'user', content: attachment['prompt'] };
  return { ...record, type: 'user', message, sentAs: attachment['source_uuid'] };
}
