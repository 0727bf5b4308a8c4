// @ts-check
import { byId, fill } from './dom.js';
import { countOf, money } from './format.js';
import { none } from './section.js';
import { callTool } from './session.js';
import { renderChart, renderModels } from './usage-chart.js';

/** @typedef {import('./usage-chart.js').Group} Group */

const DAY_MS = 86_400_000;
const MAX_MODELS = 8;
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Cost and tokens by day and by model, of the period and the figure that are chosen. */
export function createUsageSection() {
  const metric = /** @type {HTMLSelectElement} */ (byId('usage-metric'));
  const days = /** @type {HTMLSelectElement} */ (byId('usage-days'));
  /** @type {{ byDay: any, byModel: any, dates: string[] } | undefined} */
  let report;
  let shown = '';

  const show = () => {
    if (report === undefined) return;
    const chosen = /** @type {import('./usage-chart.js').Metric} */ (metric.value);
    const now = JSON.stringify([report, chosen]);
    if (now === shown) return;
    shown = now;
    const { byDay, byModel, dates } = report;
    const { totals } = byDay;
    fill(
      byId('usage-total'),
      `${money(totals.cost_usd)}${totals.cost_is_partial ? ' at least' : ''} · ${countOf(totals.messages, 'response')} in ${countOf(totals.sessions, 'session')}`,
    );
    if (totals.messages === 0) {
      fill(byId('chart'), none('Nothing was used in this period.'));
      fill(byId('models'));
      return;
    }
    const known = new Map(byDay.groups.map((/** @type {Group} */ group) => [group.key, group]));
    fill(
      byId('chart'),
      renderChart(
        dates.map((key) => known.get(key) ?? emptyDay(key)),
        chosen,
      ),
    );
    fill(byId('models'), renderModels(byModel.groups.slice(0, MAX_MODELS), chosen));
  };
  const load = async () => {
    const dates = lastDates(Number(days.value));
    const period = { since: dates[0], time_zone: timeZone };
    const [byDay, byModel] = await Promise.all([
      callTool('get_observability', { ...period, group_by: 'day', limit: 100 }),
      callTool('get_observability', { ...period, group_by: 'model', limit: 20 }),
    ]);
    report = { byDay, byModel, dates };
    show();
  };
  metric.addEventListener('change', show);
  days.addEventListener('change', () => void load());
  return { load };
}

/** Dates of the last `number` days, today last, in this machine's time zone. @param {number} number */
function lastDates(number) {
  const noon = new Date().setHours(12, 0, 0, 0);
  return Array.from({ length: number }, (_, index) => {
    const date = new Date(noon - (number - 1 - index) * DAY_MS);
    const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  });
}

/** @param {string} key @returns {Group} */
function emptyDay(key) {
  return { key, cost_usd: 0, messages: 0, tokens: { input: 0, output: 0, cache_read: 0, cache_write: 0 } };
}
