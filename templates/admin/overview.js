// @ts-check
import { closeDialogs } from './ask.js';
import { byId, el, fill, visible } from './dom.js';
import { openFrame } from './frame.js';
import { createHostsSection } from './hosts-section.js';
import { showOwners, showSpaces, showUsers } from './people-sections.js';
import { ApiError, callTool } from './session.js';
import { showSessions } from './sessions-section.js';
import { showStatus } from './status-section.js';
import { createUsageSection } from './usage-section.js';

// Each look is a few calls, and each call a row of the access log.
const LOOK_EVERY_MS = 20_000;
const SELDOM_MS = 120_000;
const MINUTE_MS = 60_000;
const SHOWN_SESSIONS = 12;
const SHOWN_HOSTS = 200;

let isOpen = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let seldomAt = 0;

const usage = createUsageSection();
const showHosts = createHostsSection(() => void look());

void openFrame({
  enter() {
    isOpen = true;
    void look();
  },
  leave() {
    isOpen = false;
    clearTimeout(timer);
    closeDialogs();
  },
});
document.addEventListener('visibilitychange', () => void look());

/** Shows how things are, and looks again after a while; rests in hidden tabs. */
async function look() {
  clearTimeout(timer);
  if (!isOpen || document.visibilityState !== 'visible') return;
  try {
    await Promise.all([lookAtServer(), lookSeldom()]);
    byId('notice').hidden = true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'unauthenticated') return;
    showError(error);
  }
  if (isOpen) timer = setTimeout(() => void look(), LOOK_EVERY_MS);
}

async function lookAtServer() {
  const [health, server, hostPage, sessionPage] = await Promise.all([
    callTool('get_health'),
    callTool('server_status'),
    callTool('host_list', { limit: SHOWN_HOSTS }),
    callTool('list_sessions', { limit: SHOWN_SESSIONS }),
  ]);
  const { hosts, total } = hostPage;
  // What is told as an age grows older by itself: it is shown anew each minute.
  const minute = Math.floor(Date.now() / MINUTE_MS);
  const uptime = Math.floor(health.uptime_ms / MINUTE_MS) * MINUTE_MS;
  const disk = { free_bytes: Math.round(server.disk.free_bytes / 1e8) * 1e8 };
  showStatus({ health: { ...health, uptime_ms: uptime }, server: { ...server, disk }, hosts });
  showHosts({ hosts, total, minute });
  showSessions({ sessions: sessionPage.sessions, minute });
  fill(byId('foot'), visible(`codez ${server.version} · pid ${server.pid} · ${server.url ?? ''} · ${server.home}`));
}

async function lookAtPeople() {
  const [{ spaces }, { users }, { owners }] = await Promise.all([
    callTool('space_list'),
    callTool('user_list'),
    callTool('owner_list'),
  ]);
  showSpaces(spaces);
  showUsers(users);
  showOwners(owners);
}

/** Looks at what changes seldom, or is costly to count. */
async function lookSeldom() {
  if (Date.now() - seldomAt < SELDOM_MS) return;
  await Promise.all([lookAtPeople(), usage.load()]);
  seldomAt = Date.now();
}

/** @param {ApiError} error */
function showError(error) {
  const retry = el('button', { type: 'button', class: 'button small', on: { click: () => void look() } }, 'Try again');
  fill(byId('notice'), `${visible(error.message)}. ${visible(error.hint)}`, retry);
  byId('notice').hidden = false;
}
