import { UNKNOWN_MODEL } from './session-plan.ts';
import { type CorpusTruth, type ExpectedResponse, type ExpectedTotals, sumResponses, totalOf } from './truth.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `get_observability` behind any door: arguments and result are the tool's. */
export type UsageDoor = (args: Fields) => Promise<Fields>;

const ZONES = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];

/** Holds what is told of usage against the truth, to the token; returns what differs, in words. */
export async function checkUsage(observe: UsageDoor, { responses }: CorpusTruth): Promise<string[]> {
  const check = new UsageCheck(observe);
  const times = responses.map(({ at }) => at).sort((one, other) => one - other);
  const since = times[Math.floor(times.length / 3)] ?? 0;
  const until = times[Math.floor((times.length * 2) / 3)] ?? 0;
  const within = (response: ExpectedResponse): boolean => response.at >= since && response.at < until;
  const period = { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
  const slugs = [...new Set(responses.map(({ slug }) => slug))];
  const groupings = { model: modelOf, project: slugOf, session: sessionOf };
  await check.totals({}, responses);
  await check.totals(period, responses.filter(within));
  await check.totals({ since: '2031-01-01' }, []);
  for (const [group_by, keyOf] of Object.entries(groupings)) {
    await check.groups({ group_by }, responses, keyOf);
    await check.groups({ group_by, ...period }, responses.filter(within), keyOf);
  }
  for (const time_zone of ZONES) {
    await check.groups({ group_by: 'day', time_zone }, responses, (response) => dayOf(response.at, time_zone));
  }
  for (const slug of slugs) {
    await check.groups(
      { group_by: 'model', slug },
      responses.filter((response) => response.slug === slug),
      modelOf,
    );
  }
  await check.models(responses);
  return check.differences;
}

class UsageCheck {
  readonly differences: string[] = [];
  readonly #observe: UsageDoor;

  constructor(observe: UsageDoor) {
    this.#observe = observe;
  }

  async totals(args: Fields, responses: readonly ExpectedResponse[]): Promise<void> {
    const report = await this.#observe(args);
    this.#compare(`totals of ${JSON.stringify(args)}`, report['totals'] as Fields, totalOf(responses));
  }

  async groups(
    args: Fields,
    responses: readonly ExpectedResponse[],
    keyOf: (response: ExpectedResponse) => string,
  ): Promise<void> {
    const wanted = sumResponses(responses, keyOf);
    const seen = new Set<string>();
    let cursor: unknown;
    do {
      const report = await this.#observe({ ...args, ...(cursor === undefined ? {} : { cursor }) });
      this.#compare(`totals of ${JSON.stringify(args)}`, report['totals'] as Fields, totalOf(responses));
      for (const group of report['groups'] as Fields[]) {
        const key = String(group['key']);
        if (seen.has(key)) this.differences.push(`${JSON.stringify(args)}: ${key} comes twice`);
        seen.add(key);
        this.#compare(`${JSON.stringify(args)}, ${key}`, group, wanted.get(key));
      }
      cursor = report['next_cursor'];
    } while (cursor !== undefined);
    for (const key of wanted.keys()) if (!seen.has(key)) this.differences.push(`${JSON.stringify(args)}: no ${key}`);
  }

  /** Costs are those of models with a known price; others are named. */
  async models(responses: readonly ExpectedResponse[]): Promise<void> {
    const report = await this.#observe({ group_by: 'model' });
    const unknown = responses.some(({ model }) => model === UNKNOWN_MODEL) ? [UNKNOWN_MODEL] : [];
    const told = JSON.stringify(report['unpriced_models']);
    if (told !== JSON.stringify(unknown)) this.differences.push(`unpriced models are ${told}`);
    const groups = report['groups'] as Fields[];
    for (const { key, cost_usd } of groups) {
      if ((key === UNKNOWN_MODEL) !== (cost_usd === 0)) this.differences.push(`${key} costs ${cost_usd}`);
    }
    const sum = groups.reduce((total, { cost_usd }) => total + Number(cost_usd), 0);
    const total = Number((report['totals'] as Fields)['cost_usd']);
    if (Math.abs(sum - total) > 1e-6 * (1 + total))
      this.differences.push(`costs are ${sum} by model and ${total} in all`);
  }

  #compare(what: string, told: Fields, wanted: ExpectedTotals | undefined): void {
    if (wanted === undefined) {
      this.differences.push(`${what}: nothing of it is known`);
      return;
    }
    const { cache_write_5m, cache_write_1h, ...tokens } = wanted.tokens;
    const expected = JSON.stringify({ sessions: wanted.sessions, messages: wanted.messages, tokens });
    const { input, output, cache_read, cache_write } = told['tokens'] as Fields;
    const shown = {
      sessions: told['sessions'],
      messages: told['messages'],
      tokens: { input, output, cache_read, cache_write },
    };
    if (JSON.stringify(shown) !== expected)
      this.differences.push(`${what}: ${JSON.stringify(shown)} instead of ${expected}`);
  }
}

function modelOf({ model }: ExpectedResponse): string {
  return model;
}

function slugOf({ slug }: ExpectedResponse): string {
  return slug;
}

function sessionOf({ sessionId }: ExpectedResponse): string {
  return sessionId;
}

/** The calendar day, as the language's own calendar has it. */
function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}
