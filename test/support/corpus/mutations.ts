import type { SeededRandom } from '../sessions/fuzz/seeded-random.ts';
import { escapeLine } from './line-form.ts';
import { objectOf } from './reference-reader.ts';

type Fields = Record<string, unknown>;

/** Ways to change a record that leave it JSON. */
const RECORD_CHANGES: Readonly<Record<string, (record: Fields, random: SeededRandom) => Fields>> = {
  shuffled: (record, random) => shuffle(record, random),
  'shuffled inside': (record, random) => mapObjects(record, (value) => shuffle(value, random)),
  'unknown fields': (record, random) => withUnknown(record, random),
  'unknown fields inside': (record, random) => mapObjects(record, (value) => withUnknown(value, random)),
  'a field less': (record, random) => without(record, random.pick(Object.keys(record))),
  'a field less inside': (record, random) =>
    mapObjects(record, (value) => (random.chance(0.3) ? without(value, random.pick(Object.keys(value))) : value)),
  'another type': (record, random) => ({ ...record, [random.pick(Object.keys(record))]: oddValue(random) }),
  'odd message': (record, random) => ({ ...record, message: oddValue(random) }),
  'odd content': (record, random) => inMessage(record, { content: oddValue(random) }),
  'odd usage': (record, random) => inMessage(record, { usage: oddValue(random) }),
  'odd numbers': (record, random) => inUsage(record, random),
  'odd blocks': (record, random) =>
    inMessage(record, { content: [oddValue(random), { type: 'text', text: oddValue(random) }, ...contentOf(record)] }),
  'odd ids': (record, random) => inMessage({ ...record, uuid: oddValue(random) }, { id: oddValue(random) }),
  'odd time': (record, random) => ({
    ...record,
    timestamp: random.pick(['yesterday', '2025-13-45T00:00:00Z', 17, null, '2025-02-03', '2025-10-01T08:00:00+02:00']),
  }),
  'usage elsewhere': (record) => ({
    usage: DECOY,
    ...record,
    toolUseResult: { usage: DECOY, message: { id: 'msg_x' } },
  }),
  'copied from elsewhere': (record, random) => ({
    ...(random.chance(0.5) ? { requestSessionId: OTHER_SESSION } : { forkedFrom: { sessionId: OTHER_SESSION } }),
    ...record,
  }),
  'a sidechain': (record) => ({ ...record, isSidechain: true }),
  'names inside of texts': (record) =>
    inMessage(record, { stop_sequence: '","usage":{"input_tokens":7},"id":"msg_no' }),
};

/** Ways to change the bytes of a line. */
const LINE_CHANGES: Readonly<Record<string, (line: string, random: SeededRandom) => string>> = {
  escaped: (line) => escapeLine(line),
  'escaped letters': (line, random) => escapeLetters(line, random),
  'blanks after colons': (line) => respace(line, ': ', ', '),
  'blanks everywhere': (line) => ` ${respace(line, ' :\t', ' ,  ')} `,
  'carriage return': (line) => `${line}\r`,
  'twice the same key': (line, random) => line.replace('{', `{"${random.pick(KEYS)}":"twice",`),
  'the key again at the end': (line, random) => `${line.slice(0, -1)},"${random.pick(KEYS)}":"again"}`,
  'the whole again': (line) => `${line.slice(0, -1)},${line.slice(1)}`,
  cut: (line, random) => line.slice(0, random.below(line.length)),
  'cut at the front': (line, random) => line.slice(random.below(line.length)),
  'two in one line': (line) => `${line}${line}`,
  'NUL inside': (line, random) => insert(line, '\0', random),
  'tab inside': (line, random) => insert(line, '\t', random),
  'quote inside': (line, random) => insert(line, '"', random),
  'backslash inside': (line, random) => insert(line, '\\', random),
  'brace inside': (line, random) => insert(line, random.pick(['{', '}', '[', ']']), random),
  'byte order mark': (line) => `\uFEFF${line}`,
  long: (line, random) => line.replace('{', `{"padding":"${'x'.repeat(random.below(300_000))}",`),
  'long behind': (line, random) => `${line.slice(0, -1)},"padding":"${'{"\\"}'.repeat(random.below(50_000))}"}`,
  'a list': (line) => `[${line}]`,
  'in a text': (line) => JSON.stringify(line),
  blank: () => '',
  white: () => ' \t ',
};

const KEYS = [
  'type',
  'message',
  'uuid',
  'sessionId',
  'timestamp',
  'isSidechain',
  'cwd',
  'requestId',
  'isMeta',
] as const;
const OTHER_SESSION = 'ffffffff-0000-4000-8000-00000000beef';
const DECOY = { input_tokens: 777, output_tokens: 777, cache_read_input_tokens: 777, cache_creation_input_tokens: 777 };
const ODD_NUMBERS = [-1, 1.5, 1e21, '12', null, true, 2 ** 32, 2 ** 53, 1e2, [], {}];

/** Names of all changes. */
export const MUTATIONS: readonly string[] = [...Object.keys(RECORD_CHANGES), ...Object.keys(LINE_CHANGES)];

/** Returns a line of a transcript changed in one way; a change that needs JSON leaves what is none as it is. */
export function mutateLine(line: string, name: string, random: SeededRandom): string {
  const changeRecord = RECORD_CHANGES[name];
  if (changeRecord === undefined) return LINE_CHANGES[name]?.(line, random) ?? line;
  try {
    const record = objectOf(JSON.parse(line));
    return record === undefined ? line : JSON.stringify(changeRecord({ ...record }, random));
  } catch {
    return line;
  }
}

/** Returns a file some of whose lines are changed; now and then the whole is cut, doubled, emptied or no UTF-8. */
export function mutateFile(bytes: Buffer, random: SeededRandom, share = 0.3): Buffer {
  const lines = bytes.toString('utf8').split('\n');
  const changed = lines.map((line, index) =>
    index === lines.length - 1 || !random.chance(share) ? line : mutateLine(line, random.pick(MUTATIONS), random),
  );
  const whole = Buffer.from(changed.join('\n'));
  return random.weighted<() => Buffer>([
    [20, () => whole],
    [1, () => Buffer.alloc(0)],
    [1, () => whole.subarray(0, random.below(whole.length + 1))],
    [1, () => Buffer.concat([Buffer.from('\uFEFF'), whole])],
    [1, () => Buffer.concat([whole, whole])],
    [1, () => Buffer.concat([Buffer.alloc(4096), whole])],
    [2, () => spoil(whole, random)],
  ])();
}

function shuffle(record: Fields, random: SeededRandom): Fields {
  const entries = Object.entries(record).map((entry) => ({ entry, order: random.next() }));
  return Object.fromEntries(entries.sort((one, other) => one.order - other.order).map(({ entry }) => entry));
}

function withUnknown(record: Fields, random: SeededRandom): Fields {
  const extra = {
    [`x${random.below(100)}`]: random.pick([1, 'text', null, { type: 'user', id: 'msg_x' }, [[]], false]),
  };
  return random.chance(0.5) ? { ...extra, ...record } : { ...record, ...extra };
}

function without(record: Fields, name: string | undefined): Fields {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

function mapObjects(value: Fields, change: (value: Fields) => Fields): Fields {
  const inner = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(inner);
    const object = objectOf(one);
    return object === undefined || Object.keys(object).length === 0 ? one : mapObjects(object, change);
  };
  return change(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(one)])));
}

function contentOf(record: Fields): readonly unknown[] {
  const content = objectOf(record['message'])?.['content'];
  return Array.isArray(content) ? content : [];
}

function inMessage(record: Fields, fields: Fields): Fields {
  const message = objectOf(record['message']);
  return message === undefined ? record : { ...record, message: { ...message, ...fields } };
}

function inUsage(record: Fields, random: SeededRandom): Fields {
  const usage = objectOf(objectOf(record['message'])?.['usage']);
  if (usage === undefined) return record;
  const split = random.chance(0.5) ? { cache_creation: { ephemeral_1h_input_tokens: random.pick(ODD_NUMBERS) } } : {};
  const name = random.pick(['input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens']);
  return inMessage(record, { usage: { ...usage, ...split, [name]: random.pick(ODD_NUMBERS) } });
}

function oddValue(random: SeededRandom): unknown {
  return random.pick<unknown>([
    null,
    7,
    'text',
    '',
    [],
    {},
    [null],
    [[]],
    true,
    { type: 'text' },
    { id: 5 },
    '\ud800',
    'é\n"\\',
  ]);
}

/** Texts are left alone: only what stands between them is written with other blanks. */
function respace(line: string, colon: string, comma: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"|[:,]/g, (part) => (part === ':' ? colon : part === ',' ? comma : part));
}

/** Writes some letters of names and texts as escapes, which means the same. */
function escapeLetters(line: string, random: SeededRandom): string {
  return line.replace(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text.replace(/\\u.{4}|\\.|[a-z]/g, (part) =>
      part.length === 1 && random.chance(0.05) ? `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}` : part,
    ),
  );
}

function insert(line: string, text: string, random: SeededRandom): string {
  const at = random.below(line.length + 1);
  return `${line.slice(0, at)}${text}${line.slice(at)}`;
}

/** Puts bytes that are no UTF-8 somewhere. */
function spoil(bytes: Buffer, random: SeededRandom): Buffer {
  const spoilt = Buffer.from(bytes);
  for (let count = 1 + random.below(5); count > 0 && spoilt.length > 0; count -= 1) {
    spoilt[random.below(spoilt.length)] = random.pick([0xff, 0xc3, 0x80, 0xed, 0x00]);
  }
  return spoilt;
}
