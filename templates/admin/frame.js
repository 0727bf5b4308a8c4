// @ts-check
import { byId, el, fill, visible } from './dom.js';
import { onSignedOut, signIn, signOut } from './session.js';

const COMMAND = 'codez logs --open';

/**
 * Signs in and shows the page, or says how to get in. `leave` is called when the login ends.
 * @param {{ enter: () => void, leave: () => void }} page
 */
export async function openFrame({ enter, leave }) {
  onSignedOut((reason) => {
    leave();
    showSignedOut(reason);
  });
  byId('sign-out').addEventListener('click', () => void signOut());
  const start = async () => {
    if (!(await signIn())) return;
    byId('signed-out').hidden = true;
    byId('page').hidden = false;
    byId('sign-out').hidden = false;
    enter();
  };
  // A login link opened in this very tab changes the fragment and loads nothing anew.
  addEventListener('hashchange', () => {
    if (new URLSearchParams(location.hash.slice(1)).has('code')) location.reload();
  });
  // The fragment holds filters: the link that skips to the content leaves it as it is.
  const skip = document.querySelector('.skip');
  skip?.addEventListener('click', (event) => {
    event.preventDefault();
    byId(skip.getAttribute('href')?.slice(1) ?? '').focus();
  });
  await start();
}

/** @param {string} reason */
function showSignedOut(reason) {
  byId('page').hidden = true;
  byId('sign-out').hidden = true;
  const panel = byId('signed-out');
  fill(
    panel,
    el('div', { class: 'lock', 'aria-hidden': 'true' }),
    el('h1', {}, 'Signed out'),
    el('p', { class: 'reason' }, visible(reason)),
    el('p', {}, 'A login link lets you in. On the machine where the server runs, type:'),
    el('div', { class: 'command' }, el('code', {}, COMMAND), copyButton(COMMAND)),
    el(
      'p',
      { class: 'hint' },
      'Over SSH: ',
      el('code', {}, 'ssh -L 8000:127.0.0.1:4097 server'),
      ', then ',
      el('code', {}, 'codez logs --link --via 8000'),
      ' there.',
    ),
  );
  panel.hidden = false;
}

/**
 * Returns a button that copies a text.
 * @param {string} text
 * @param {string} [label]
 */
export function copyButton(text, label = 'Copy') {
  const button = el('button', { type: 'button', class: 'button small' }, label);
  button.addEventListener('click', async () => {
    const done = await navigator.clipboard.writeText(text).then(
      () => 'Copied',
      () => 'Select it and copy',
    );
    fill(button, done);
    setTimeout(() => fill(button, label), 2000);
  });
  return button;
}
