import { randomBytes } from 'node:crypto';
import { movableClock, type TestHosts, withHosts } from '../support/hosts.ts';
import { type BenchRow, median, percentile } from './row.ts';

const MANY = 10_000;
const FEW = 10;
const ROUNDS = 400;
const CALLS = 500;
const ADDRESS = '203.0.113.7';

/** What a key costs at the door, and whether the time a wrong one takes says what is wrong with it. */
export async function rows(): Promise<BenchRow[]> {
  const few = await withFilled(FEW, async (hosts, key) => median(await timeRounds(hosts, { right: key }, 'right')));
  return await withFilled(MANY, async (hosts, key) => {
    const keys = {
      right: key,
      lastByte: swap(key, key.length - 1),
      lastByteAgain: swap(key, key.length - 1),
      firstHashed: swap(key, 11),
      prefix: swap(key, 3),
    };
    const times = await timeAll(hosts, keys);
    const many = median(times.right);
    const noise = quartileRange(differences(times.lastByte, times.lastByteAgain));
    return [
      {
        id: 'bench.keys.many',
        name: `a right key among ${MANY} hosts against one among ${FEW}`,
        ratio: many / few,
        target: { atMost: 1.5 },
        details: `${micros(many)} against ${micros(few)} a call`,
      },
      timingRow(
        'a wrong first byte after the prefix against a wrong last byte',
        times.firstHashed,
        times.lastByte,
        noise,
      ),
      timingRow('an unknown prefix against a wrong last byte', times.prefix, times.lastByte, noise),
    ];
  });
}

/** The noise is how far two runs of one and the same key lie apart: the middle half of their differences, round by round. */
function timingRow(name: string, one: readonly number[], other: readonly number[], noise: number): BenchRow {
  const apart = Math.abs(median(differences(one, other)));
  return {
    id: 'bench.keys.timing',
    name: `${name}, in parts of the noise`,
    ratio: apart / noise,
    target: { atMost: 1 },
    details: `${Math.round(apart)} ns apart, noise ${Math.round(noise)} ns, ${ROUNDS} rounds of ${CALLS} calls`,
  };
}

async function withFilled<R>(count: number, use: (hosts: TestHosts, key: string) => Promise<R>): Promise<R> {
  return await withHosts(
    async (hosts) => {
      const adding: Promise<unknown>[] = [];
      for (let host = 1; host < count; host++) adding.push(hosts.addHost(`host-${host}`, { addresses: [ADDRESS] }));
      await Promise.all(adding);
      return await use(hosts, await hosts.addHost('measured', { addresses: [ADDRESS] }));
    },
    { clock: movableClock(Date.now()) },
  );
}

type Keys = Readonly<Record<string, string>>;
type Times<K extends Keys> = { readonly [Name in keyof K]: number[] };

/** Nanoseconds a call, round by round; in each round the keys come in another order. */
async function timeAll<K extends Keys>({ keys: ring }: TestHosts, keys: K): Promise<Times<K>> {
  const names = Object.keys(keys);
  const times = Object.fromEntries(names.map((name): [string, number[]] => [name, []]));
  for (let round = -20; round < ROUNDS; round++) {
    for (const name of shuffled(names)) {
      const key = keys[name] ?? '';
      const startedAt = process.hrtime.bigint();
      for (let call = 0; call < CALLS; call++) ring.judge(key, ADDRESS);
      const took = Number(process.hrtime.bigint() - startedAt) / CALLS;
      // The first rounds are for the compiler.
      if (round >= 0) times[name]?.push(took);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return times as Times<K>;
}

async function timeRounds<K extends Keys>(hosts: TestHosts, keys: K, name: keyof K): Promise<number[]> {
  return (await timeAll(hosts, keys))[name];
}

function shuffled(names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, at: randomBytes(4).readUInt32LE() }))
    .sort((one, other) => one.at - other.at)
    .map(({ name }) => name);
}

/** Returns the key with another character at `at`. */
function swap(key: string, at: number): string {
  return `${key.slice(0, at)}${key[at] === 'A' ? 'B' : 'A'}${key.slice(at + 1)}`;
}

function differences(one: readonly number[], other: readonly number[]): number[] {
  return one.map((time, round) => time - (other[round] ?? time));
}

function quartileRange(values: readonly number[]): number {
  return percentile(values, 0.75) - percentile(values, 0.25);
}

function micros(nanoseconds: number): string {
  return `${(nanoseconds / 1000).toFixed(2)} µs`;
}
