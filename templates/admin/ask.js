// @ts-check
import { byId, el, fill } from './dom.js';
import { copyButton } from './frame.js';

const TOLD_MS = 5000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Says for a moment what came of an action. @param {string} text */
export function tell(text) {
  const toast = byId('toast');
  fill(toast, text);
  toast.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => {
    toast.hidden = true;
  }, TOLD_MS);
}

/**
 * Asks before something is done. Resolves to the choice (its value, or '' without choices), undefined when it is not to
 * be done.
 * @param {{ title: string, text: string, action: string, isDangerous?: boolean, choice?: { label: string, options: readonly (readonly [string, string])[] } }} question
 * @returns {Promise<string | undefined>}
 */
export function ask({ title, text, action, isDangerous = false, choice }) {
  const select =
    choice &&
    el(
      'select',
      {},
      choice.options.map(([value, label]) => el('option', { value }, label)),
    );
  return new Promise((resolve) => {
    const dialog = open(
      title,
      [
        el('p', {}, text),
        choice && select ? el('label', {}, choice.label, select) : null,
        el(
          'div',
          { class: 'buttons' },
          el('button', { type: 'button', class: 'button', on: { click: () => dialog.close() } }, 'Cancel'),
          el(
            'button',
            {
              type: 'button',
              class: `button ${isDangerous ? 'danger' : 'primary'}`,
              on: { click: () => dialog.close('yes') },
            },
            action,
          ),
        ),
      ],
      (answer) => resolve(answer === 'yes' ? (select?.value ?? '') : undefined),
    );
  });
}

/**
 * Shows a secret this once.
 * @param {string} title
 * @param {string} secret
 * @param {string} text
 */
export function showSecret(title, secret, text) {
  const dialog = open(title, [
    el('p', {}, text),
    el('div', { class: 'command' }, el('code', { id: 'secret' }, secret), copyButton(secret)),
    el(
      'div',
      { class: 'buttons' },
      el('button', { type: 'button', class: 'button primary', on: { click: () => dialog.close() } }, 'I have kept it'),
    ),
  ]);
}

/** Closes what is asked or shown: nothing of it is left when the login ends. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll('dialog')) dialog.close();
}

/**
 * @param {string} title
 * @param {import('./dom.js').Child[]} content
 * @param {(answer: string) => void} [onClose]
 */
function open(title, content, onClose) {
  const dialog = el('dialog', { 'aria-labelledby': 'dialog-title' }, el('h2', { id: 'dialog-title' }, title), content);
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose?.(dialog.returnValue);
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
