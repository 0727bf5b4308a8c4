import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import type { Ballast } from './ballast.ts';
import type { Conversation } from './conversation.ts';
import { mixText } from './mix-text.ts';
import { ModelResponse } from './model-response.ts';
import type { Planted, Planter } from './planter.ts';
import type { Fields } from './record-order.ts';
import { SCRIPT_NAMES, scriptText } from './scripts.ts';
import type { TextClass } from './text-classes.ts';
import { makeToolCall } from './tool-calls.ts';

/** Classes that can stand in anybody's words. */
const ANYWHERE: readonly TextClass[] = [
  'quoted',
  'newline',
  'escaped',
  'code',
  'composed',
  'decomposed',
  'cjk2',
  'emoji',
  ...SCRIPT_NAMES,
];

export interface TurnOptions {
  readonly conversation: Conversation;
  readonly planter: Planter;
  readonly random: SeededRandom;
  /** Set for sub-agents: all their texts are of this class. */
  readonly only?: TextClass;
  readonly ballast?: Ballast;
  /** How long results of tools are against usual ones. */
  readonly toolScale: number;
  /** Length of the few prompts that are pasted files. */
  readonly hugeLength?: number;
}

interface PlantedText {
  readonly text: string;
  readonly planted: readonly Planted[];
  readonly form?: 'escaped';
}

/** Writes turns of a conversation: a prompt, answers with thinking and tools, and what stands between. */
export class TurnWriter {
  readonly #options: TurnOptions;
  #other: Planted | undefined;

  constructor(options: TurnOptions) {
    this.#options = options;
  }

  /** A person's prompt; `isFirst`: short and plain, since it may become the session's title. */
  prompt(isFirst = false): void {
    const { conversation, random, ballast, planter, only } = this.#options;
    const { vocabulary, sessionId } = conversation.options;
    const { text, planted, form } = isFirst ? this.#mix(vocabulary.prose(70), 'user', true) : this.#pasted();
    const note = { type: 'prompt', text } as const;
    const time = new Date(conversation.now).toISOString();
    conversation.loose('queue-operation', { operation: 'enqueue', timestamp: time, content: text });
    const shape = isFirst ? random.below(9) : random.below(11);
    const pair = only === undefined && shape === 10 ? planter.pair('two_blocks') : undefined;
    const first = { type: 'text', text: pair === undefined ? text : `${pair[0].text} ${text}` };
    const second = pair === undefined ? [] : [{ type: 'text', text: mixText(vocabulary.prose(80), [pair[1]], random) }];
    conversation.user(shape < 6 ? text : [...(shape === 9 ? [this.#image()] : []), first, ...second], {
      planted: [...planted, ...(pair ?? [])],
      note,
      ...(form === undefined ? {} : { form }),
    });
    ballast?.pay(62_000);
    this.#answer();
    conversation.loose('last-prompt', { lastPrompt: text, leafUuid: conversation.leaf, sessionId });
  }

  #answer(): void {
    const { conversation, random, ballast, planter, only } = this.#options;
    const { vocabulary } = conversation.options;
    for (
      let steps = random.weighted([
        [3, 0],
        [4, 1],
        [3, 2],
        [2, 4],
        [1, 8],
      ] as const);
      steps > 0;
      steps -= 1
    ) {
      const response = new ModelResponse(conversation);
      if (random.chance(0.4)) this.#think(response);
      if (random.chance(0.4)) this.#say(response);
      this.#tools(response);
      ballast?.pay(10_000);
      if (only === undefined && random.chance(0.05)) this.#queuedPrompt();
      conversation.wait(random.below(20_000));
    }
    const response = new ModelResponse(conversation);
    if (random.chance(0.3)) this.#think(response);
    const pair = only === undefined && random.chance(0.2) ? planter.pair('two_records') : undefined;
    if (pair !== undefined) response.text(mixText(vocabulary.prose(120), [pair[0]], random), { planted: [pair[0]] });
    this.#say(response, pair?.[1]);
  }

  #think(response: ModelResponse): void {
    const { conversation, random, planter, only } = this.#options;
    const planted = only === undefined ? [planter.plant('thinking')].flatMap((one) => one ?? []) : [];
    response.thinking(mixText(conversation.options.vocabulary.prose(200 + random.below(900)), planted, random), {
      planted,
    });
  }

  #say(response: ModelResponse, also?: Planted): void {
    const { text, planted, form } = this.#words('assistant');
    const mixed = also === undefined ? text : `${also.text} ${text}`;
    const all = also === undefined ? planted : [...planted, also];
    response.text(mixed, { planted: all, ...(form === undefined ? {} : { form }) });
  }

  /** Calls of one response, some of which end while it is still being written. */
  #tools(response: ModelResponse): void {
    const { conversation, random, planter, only } = this.#options;
    const { vocabulary } = conversation.options;
    const results: (() => void)[] = [];
    for (
      let count = random.weighted([
        [6, 1],
        [2, 2],
        [1, 3],
      ] as const);
      count > 0;
      count -= 1
    ) {
      const isError = random.chance(0.08);
      const input = only === undefined ? planter.plant('tool_input') : undefined;
      const output = only === undefined ? planter.plant(isError ? 'tool_error' : 'tool_output') : undefined;
      const size = random.weighted([
        [20, 200],
        [12, 1000],
        [4, 4000],
        [1, 28_000],
      ] as const);
      const long = vocabulary.output((size / 2 + random.below(size)) * this.#options.toolScale);
      const texts = {
        cwd: conversation.cwd,
        input: `${vocabulary.word()} ${input?.text ?? vocabulary.word()}`,
        output: output === undefined ? long : `${long} ${output.text}\n`,
        beside: random.chance(0.2) ? planter.absent('tool result beside the conversation') : vocabulary.word(),
        isError,
      };
      const call = makeToolCall(texts, random, vocabulary);
      const id = response.call(call.name, call.input, { planted: input === undefined ? [] : [input] });
      const caller = conversation.leaf;
      const block = {
        tool_use_id: id,
        type: 'tool_result',
        content: call.content,
        ...(isError ? { is_error: true } : {}),
      };
      const extra = { toolUseResult: call.toolUseResult, sourceToolAssistantUUID: caller };
      const written = {
        planted: output === undefined ? [] : [output],
        extra,
        share: 'tools',
        calledBy: response.id,
      } as const;
      const write = (): void => void conversation.user([block], written);
      if (count > 1 && random.chance(0.3)) write();
      else results.push(write);
    }
    for (const write of results) write();
  }

  /** A prompt that was sent while the turn went on. */
  #queuedPrompt(): void {
    const { conversation, planter, random } = this.#options;
    const { vocabulary } = conversation.options;
    const planted = [planter.plant('queued_prompt')].flatMap((one) => one ?? []);
    const text = mixText(vocabulary.prose(60), planted, random);
    const prompt = random.chance(0.5) ? text : [{ type: 'text', text }];
    const id = vocabulary.uuid();
    const attachment = { type: 'queued_command', prompt, source_uuid: id, commandMode: 'prompt' };
    conversation.attachment(attachment, { planted, sentAs: id, share: 'conversation', note: { type: 'prompt', text } });
  }

  /** A prompt, in rare cases with a long file in it. */
  #pasted(): PlantedText {
    const { conversation, planter, hugeLength = 0 } = this.#options;
    const huge = hugeLength === 0 ? undefined : planter.plant('huge');
    if (huge === undefined) return this.#words('user');
    return { text: `${conversation.options.vocabulary.output(hugeLength)} ${huge.text} the end`, planted: [huge] };
  }

  #words(role: 'user' | 'assistant'): PlantedText {
    const { conversation, random } = this.#options;
    const { vocabulary } = conversation.options;
    const length =
      role === 'user'
        ? 30 + random.below(random.chance(0.1) ? 4000 : 300)
        : 60 + random.below(random.chance(0.2) ? 3000 : 700);
    const text = vocabulary.prose(length);
    if (!random.chance(0.1)) return this.#mix(text, role);
    const foreign = scriptText(random.pick(SCRIPT_NAMES), random, 4 + random.below(30));
    return this.#mix(`${text} ${foreign} ${vocabulary.prose(40)}`, role);
  }

  #mix(text: string, role: 'user' | 'assistant', isShort = false): PlantedText {
    const { planter, random, only } = this.#options;
    const kinds =
      only === undefined ? (isShort ? [role] : [role, random.pick(ANYWHERE), random.pick(ANYWHERE)]) : [only];
    const planted = kinds.flatMap((kind) => planter.plant(kind) ?? []);
    if (only === undefined && !isShort) {
      if (random.chance(0.1)) planted.push(...[planter.common()].flatMap((one) => one ?? []));
      if (this.#other !== undefined) planted.push(this.#other);
      const phrase = this.#other === undefined && random.chance(0.1) ? planter.phrase() : undefined;
      this.#other = phrase?.[1];
      if (phrase !== undefined) planted.push(phrase[0]);
    }
    const isEscaped = planted.some(({ queries }) => queries[0]?.class === 'escaped');
    return { text: mixText(text, planted, random), planted, ...(isEscaped ? { form: 'escaped' } : {}) };
  }

  #image(): Fields {
    const { conversation, planter, random } = this.#options;
    const bytes = Buffer.from(conversation.options.vocabulary.hex(64).repeat(1 + random.below(30)), 'latin1');
    const data = `iVBORw0KGgo${bytes.toString('base64').replaceAll('=', '')}/${planter.absent('picture')}+AAAA`;
    return { type: 'image', source: { type: 'base64', media_type: 'image/png', data } };
  }
}
