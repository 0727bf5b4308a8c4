// @ts-check

/** Where the bearer is kept: gone with the tab, sent to no other port or host. */
const KEPT = 'codez.bearer';

/** A refusal of the server, or none to be reached (`code` unavailable). */
export class ApiError extends Error {
  /** @param {string} code @param {string} message @param {string} hint */
  constructor(code, message, hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** @type {((reason: string) => void)[]} */
const listeners = [];

/**
 * Calls `listener` when the server takes the bearer no more, or there is none.
 * @param {(reason: string) => void} listener
 */
export function onSignedOut(listener) {
  listeners.push(listener);
}

/** Returns whether there is a bearer to try. */
export function isSignedIn() {
  return sessionStorage.getItem(KEPT) !== null;
}

/**
 * Takes the code of a login link out of the address bar and exchanges it. Resolves to whether there is a bearer now.
 * @returns {Promise<boolean>}
 */
export async function signIn() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const code = hash.get('code');
  if (code === null) {
    if (!isSignedIn()) signedOut('This page shows nothing without a login link.');
    return isSignedIn();
  }
  hash.delete('code');
  const rest = hash.toString();
  history.replaceState(null, '', location.pathname + location.search + (rest === '' ? '' : `#${rest}`));
  sessionStorage.removeItem(KEPT);
  try {
    const { token } = await send('/admin/login', { method: 'POST', body: JSON.stringify({ code }) });
    sessionStorage.setItem(KEPT, String(token));
    return true;
  } catch (error) {
    signedOut(error instanceof ApiError ? `${error.message}.` : 'Signing in failed.');
    return false;
  }
}

/** Ends the bearer here and at the server. */
export async function signOut() {
  const bearer = sessionStorage.getItem(KEPT);
  // What waits for rows is ended first: it would be told that the login has ended.
  signedOut('You have signed out.');
  await send('/admin/logout', { method: 'POST', body: '{}' }, bearer).catch(() => undefined);
}

/**
 * Calls an operation of the pages.
 * @param {string} name
 * @param {object} [args]
 * @returns {Promise<any>}
 */
export function callTool(name, args = {}) {
  return send(`/admin/tools/${name}`, { method: 'POST', body: JSON.stringify(args) });
}

/**
 * Reads the access log.
 * @param {Record<string, string>} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export function readLog(query, signal) {
  return send(`/admin/mcp/logs?${new URLSearchParams(query)}`, signal === undefined ? {} : { signal });
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @returns {Promise<any>}
 */
async function send(path, init, bearer = sessionStorage.getItem(KEPT)) {
  /** @type {Record<string, string>} */
  const headers = { accept: 'application/json' };
  if (bearer !== null) headers['authorization'] = `Bearer ${bearer}`;
  if (init.body !== undefined) headers['content-type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { ...init, headers, credentials: 'omit', redirect: 'error', cache: 'no-store' });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError('unavailable', 'The server does not answer', 'Is it running? codez status tells.');
  }
  const reply = await response.json().catch(() => ({}));
  if (response.ok && reply.status === 'ok') return reply.data;
  if (response.status === 401 && path !== '/admin/login') signedOut('Your login has ended.');
  throw new ApiError(
    reply.code ?? 'unavailable',
    reply.message ?? `The server answered ${response.status}`,
    reply.hint ?? '',
  );
}

/** @param {string} reason */
function signedOut(reason) {
  sessionStorage.removeItem(KEPT);
  for (const listener of listeners) listener(reason);
}
