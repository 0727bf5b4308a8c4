// @ts-check
import { el, visible } from './dom.js';
import { ago, money } from './format.js';
import { createSection, none } from './section.js';

/** @typedef {{ session_id: string, title: string, cwd: string, status: string, activity: string, updated_at: string, model?: string, git_branch?: string, cost_usd?: number, pending_permissions: number, created_by: string }} Session */

/** The newest sessions. */
export const showSessions = createSection(
  'sessions',
  (/** @type {{ sessions: Session[], minute: number }} */ { sessions }) => {
    if (sessions.length === 0) return none('No Claude Code session on this machine yet.');
    return el('ul', { class: 'lines' }, sessions.map(renderSession));
  },
);

/** @param {Session} session */
function renderSession(session) {
  const { title, cwd, model, git_branch: branch, cost_usd: cost } = session;
  const place = branch === undefined || branch === '' ? cwd : `${cwd} · ${branch}`;
  return el(
    'li',
    { class: 'line session' },
    el(
      'div',
      {},
      el('div', { class: 'name', title: visible(title) }, el('span', {}, el('bdi', {}, visible(title) || 'Untitled'))),
      el('div', { class: 'note', title: visible(place) }, el('bdi', {}, visible(place))),
    ),
    el('div', {}, statePill(session)),
    el('div', { class: 'note' }, ago(session.updated_at)),
    el(
      'div',
      { class: 'cost' },
      cost === undefined ? '' : money(cost),
      el('div', { class: 'note model', title: visible(model ?? '') }, visible(model ?? '')),
    ),
  );
}

/** @param {Session} session */
function statePill({ status, activity, pending_permissions: pending }) {
  if (pending > 0) return el('span', { class: 'pill warn' }, `${pending} to answer`);
  if (status === 'idle') return el('span', { class: 'pill' }, 'not running');
  const where = status === 'mirror' ? ', elsewhere' : '';
  return el('span', { class: `pill ${activity === 'running' ? 'ok' : ''}` }, `${visible(activity)}${where}`);
}
