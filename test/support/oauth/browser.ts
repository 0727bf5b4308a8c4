import { parseForms, parseLinks } from './page-forms.ts';

/** What the person at the browser does. */
export interface Person {
  /** Name or address to sign in with. */
  readonly login: string;
  readonly password?: string;
  /** Refuses what the page asks. */
  readonly denies?: boolean;
}

/** Where a visit ended. */
export interface Visit {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  /** Every address that was opened on the way, the last included. */
  readonly opened: readonly string[];
}

/** A browser moved by a script: cookies, redirects and forms, no JavaScript. */
export interface Browser {
  /**
   * Opens an address, signs in and answers the pages until one has no form. An address for which `stopsAt` is true is not
   * opened but returned (status 0): the address a person would copy out of the browser.
   */
  visit(url: string, stopsAt?: (url: string) => boolean): Promise<Visit>;
}

const MAX_STEPS = 30;

export function createBrowser(person: Person): Browser {
  const jar = new Map<string, Map<string, string>>();
  const cookiesOf = (origin: string): Map<string, string> => {
    const cookies = jar.get(origin) ?? new Map<string, string>();
    jar.set(origin, cookies);
    return cookies;
  };
  return {
    async visit(start, stopsAt = () => false) {
      const opened: string[] = [];
      let next: { readonly url: string; readonly body?: string } = { url: start };
      for (let step = 0; step < MAX_STEPS; step += 1) {
        opened.push(next.url);
        if (stopsAt(next.url)) return { url: next.url, status: 0, text: '', opened };
        const cookies = cookiesOf(new URL(next.url).origin);
        const response = await fetch(next.url, {
          redirect: 'manual',
          headers: {
            cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
            accept: 'text/html',
            ...(next.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          },
          ...(next.body === undefined ? {} : { method: 'POST', body: next.body }),
        });
        keepCookies(cookies, response.headers.getSetCookie());
        const text = await response.text();
        const location = response.headers.get('location');
        if (location !== null && response.status >= 300 && response.status < 400) {
          next = { url: new URL(location, next.url).href };
          continue;
        }
        const answer = response.ok ? answerPage(text, next.url, person) : undefined;
        if (answer === undefined) return { url: next.url, status: response.status, text, opened };
        next = answer;
      }
      throw new Error(`The pages did not end:\n${opened.join('\n')}`);
    },
  };
}

function keepCookies(cookies: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [pair = ''] = line.split(';');
    const [name = '', ...value] = pair.split('=');
    if (/expires=Thu, 01 Jan 1970/i.test(line) || value.join('=') === '') cookies.delete(name);
    else cookies.set(name, value.join('='));
  }
}

function answerPage(html: string, url: string, person: Person): { url: string; body?: string } | undefined {
  const [form] = parseForms(html);
  if (form === undefined) return undefined;
  const cancel = parseLinks(html).find(({ text }) => /cancel/i.test(text));
  if (person.denies === true && cancel !== undefined) return { url: new URL(cancel.href, url).href };
  const fields = new URLSearchParams();
  for (const { name, value, type } of form.inputs) {
    if (type === 'password') fields.set(name, person.password ?? 'secret');
    else fields.set(name, type === 'hidden' ? value : person.login);
  }
  const button = form.buttons.find(({ value }) => /deny|cancel|no/i.test(value) === (person.denies === true));
  if (button !== undefined) fields.set(button.name, button.value);
  return { url: new URL(form.action, url).href, body: fields.toString() };
}
