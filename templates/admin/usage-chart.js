// @ts-check
import { el, fill, visible } from './dom.js';
import { count, countOf, money, shortCount, shortDay } from './format.js';

/** @typedef {{ key: string, cost_usd: number, messages: number, tokens: { input: number, output: number, cache_read: number, cache_write: number } }} Group */
/** @typedef {'cost' | 'output' | 'messages'} Metric */

/** @type {Record<Metric, { of: (group: Group) => number, show: (value: number) => string, short: (value: number) => string }>} */
export const METRICS = {
  cost: { of: ({ cost_usd }) => cost_usd, show: money, short: (value) => `$${shortCount(value)}` },
  output: { of: ({ tokens }) => tokens.output, show: (value) => `${count(value)} tokens`, short: shortCount },
  messages: { of: ({ messages }) => messages, show: (value) => countOf(value, 'response'), short: shortCount },
};

/**
 * Returns a chart of one bar a day. A day is told in words when it is pointed at or reached by Tab and arrows.
 * @param {readonly Group[]} days
 * @param {Metric} metric
 */
export function renderChart(days, metric) {
  const { of, show, short } = METRICS[metric];
  const top = niceTop(Math.max(0, ...days.map(of)));
  const told = el('p', { class: 'told', 'aria-live': 'polite' });
  const tell = (/** @type {Group} */ day) =>
    fill(
      told,
      el('strong', {}, shortDay(day.key)),
      ` · ${show(of(day))} · ${countOf(day.messages, 'response')}, ${shortCount(day.tokens.output)} tokens written, ${shortCount(day.tokens.input + day.tokens.cache_read + day.tokens.cache_write)} read`,
    );
  const bars = days.map((day, index) => {
    const fillOf = el('i');
    fillOf.style.height = `${(100 * of(day)) / top}%`;
    if (of(day) > 0) fillOf.style.minHeight = '2px';
    return el(
      'button',
      {
        type: 'button',
        class: 'bar',
        tabindex: index === days.length - 1 ? '0' : '-1',
        'aria-label': `${shortDay(day.key)}: ${show(of(day))}`,
        on: { pointerenter: () => tell(day), focus: () => tell(day), click: () => tell(day) },
      },
      fillOf,
    );
  });
  const holder = el(
    'div',
    { class: 'bars', on: { keydown: (/** @type {KeyboardEvent} */ event) => move(event, bars) } },
    bars,
  );
  const last = days.at(-1);
  if (last !== undefined) tell(last);
  return el(
    'div',
    { class: 'chart' },
    told,
    el(
      'div',
      { class: 'plot', role: 'group', 'aria-label': 'By day' },
      gridLine(top, top, short),
      gridLine(top / 2, top, short),
      holder,
    ),
    el(
      'div',
      { class: 'axis', 'aria-hidden': 'true' },
      [days[0], days[Math.floor((days.length - 1) / 2)], last].map((day) =>
        el('span', {}, day ? shortDay(day.key) : ''),
      ),
    ),
  );
}

/**
 * Returns the share of each model as a bar, the largest first.
 * @param {readonly Group[]} models
 * @param {Metric} metric
 */
export function renderModels(models, metric) {
  const { of, show } = METRICS[metric];
  const sorted = [...models].sort((a, b) => of(b) - of(a));
  const top = Math.max(1e-9, ...sorted.map(of));
  return sorted.map((model) => {
    const bar = el('i');
    bar.style.width = `${(100 * of(model)) / top}%`;
    return el(
      'div',
      { class: 'share' },
      el(
        'div',
        { class: 'words' },
        el('span', { class: 'model' }, visible(model.key)),
        el('span', {}, show(of(model))),
      ),
      el('div', { class: 'track', 'aria-hidden': 'true' }, bar),
    );
  });
}

/** The next of 1, 2, 2.5, 5 times a power of ten, so that the lines have round figures. @param {number} max */
function niceTop(max) {
  if (max <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(max));
  return power * ([1, 2, 2.5, 5, 10].find((step) => step * power >= max) ?? 10);
}

/** @param {number} value @param {number} top @param {(value: number) => string} short */
function gridLine(value, top, short) {
  const line = el('div', { class: 'grid', 'aria-hidden': 'true' }, el('span', {}, short(value)));
  line.style.bottom = `${(100 * value) / top}%`;
  return line;
}

/** @param {KeyboardEvent} event @param {readonly HTMLElement[]} bars */
function move(event, bars) {
  const at = bars.findIndex((bar) => bar.matches(':focus'));
  const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  const next = bars[at + step];
  if (at < 0 || step === 0 || next === undefined) return;
  event.preventDefault();
  bars[at]?.setAttribute('tabindex', '-1');
  next.setAttribute('tabindex', '0');
  next.focus();
}
