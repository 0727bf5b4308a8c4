import { seededRandom } from '../../bench/notes-corpus.ts';
import { type BuilderOptions, TranscriptBuilder } from './transcript-builder.ts';

const WORDS = [
  'heron',
  'berth',
  'quay',
  'größe',
  '港',
  'tide',
  '"quoted"',
  'back\\slash',
  '😀',
  'line\nbreak',
  'ledger',
];
const PNG = { type: 'base64', media_type: 'image/png', data: Buffer.from('not really a picture').toString('base64') };

export interface MadeTranscript extends BuilderOptions {
  readonly seed: number;
  readonly turns: number;
  /** Bytes of what is no conversation, written once at the beginning and in parts with each turn. */
  readonly ballastBytes?: number;
}

/** Returns a session of some turns: prompts with and without images, thinking, tools in parallel, odd records. */
export function makeTranscript({ seed, turns, ballastBytes = 0, ...options }: MadeTranscript): TranscriptBuilder {
  const random = seededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const words = (count: number): string =>
    Array.from({ length: count }, () => WORDS[pick(WORDS.length)] ?? '').join(' ');
  const built = new TranscriptBuilder(options);
  built.loose('mode', { mode: 'normal' });
  if (ballastBytes > 0) built.loose('api-request-shape', { shape: 'x'.repeat(Math.floor(ballastBytes / 3)) });
  let calls = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    built.loose('queue-operation', { operation: 'enqueue', timestamp: '2026-01-01T00:00:00.000Z', content: words(5) });
    const text = { type: 'text', text: `turn ${turn} ${words(3 + pick(20))}` };
    built.prompt(pick(5) === 0 ? [{ type: 'image', source: PNG }, text] : pick(3) === 0 ? [text] : text.text);
    if (pick(4) === 0) built.prompt(`[Image: source: /tmp/${turn}.png]`, { isMeta: true });
    built.attachment({ type: 'prompt_snapshot', text: 'y'.repeat(Math.floor((ballastBytes * 2) / 3 / turns)) });
    for (let step = pick(4); step > 0; step -= 1) {
      const id = `msg_${seed}_${turn}_${step}`;
      if (pick(2) === 0) built.answer(id, { type: 'thinking', thinking: words(8), signature: 's' });
      if (pick(2) === 0) built.answer(id, { type: 'text', text: words(10) });
      const started: string[] = [];
      for (let tool = 1 + pick(3); tool > 0; tool -= 1) {
        calls += 1;
        started.push(`toolu_${seed}_${calls}`);
        // A tool may be run while the response is still being written.
        const input = { type: 'user', command: words(4), isMeta: true };
        built.answer(id, { type: 'tool_use', id: started.at(-1), name: 'Bash', input });
        if (pick(3) === 0) built.result(started.pop() ?? '', words(6));
      }
      for (const call of started) {
        built.result(call, pick(2) === 0 ? words(20) : [{ type: 'text', text: words(20) }], pick(5) === 0);
      }
      if (pick(4) === 0) built.queuedPrompt(words(4), `dddddddd-0000-4000-8000-${`${turn}${step}`.padStart(12, '0')}`);
      built.record('system', { subtype: 'turn_duration', durationMs: 12, isMeta: false });
    }
    built.answer(`msg_${seed}_${turn}_end`, { type: 'text', text: words(15) });
    built.loose('last-prompt', { lastPrompt: text.text, leafUuid: built.leaf });
  }
  return built;
}
