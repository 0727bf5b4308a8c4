import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { scratchFolder } from '../scratch.ts';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;
const binary = CANDIDATES.find((path) => existsSync(path));

/** Why pages cannot be opened here; false when they can. */
export const NO_BROWSER: string | false = binary === undefined ? 'there is no Chromium here' : false;

/** Where pictures of the pages are kept. */
export const PICTURES = process.env['PAGE_PICTURES'] ?? join(tmpdir(), 'codez-pages');

/** The pages wait for nothing longer than this. */
const TIMEOUT_MS = 20_000;

const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  console.error('refused by the policy: ' + violatedDirective + ' ' + blockedURI);
});`;

/** Starts a headless Chromium that talks to nobody but the pages it is given. */
export async function openBrowser(): Promise<Browser> {
  if (binary === undefined) throw new Error('no Chromium');
  return await chromium.launch({
    executablePath: binary,
    env: { ...process.env, HOME: scratchFolder(), TMPDIR: scratchFolder() } as Record<string, string>,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page in a profile of its own, and all that went wrong in it. */
export interface OpenedPage {
  readonly page: Page;
  /**
   * What it wrote to its console as warning or error, what it threw, what its content security policy refused, and every
   * request to another host.
   */
  readonly problems: string[];
  /** Keeps a picture of what is to be seen now. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const problems: string[] = [];
  const { host } = new URL(url);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(`threw ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (new URL(request.url()).host !== host) problems.push(`asked ${request.url()}`);
  });
  await page.addInitScript({ content: TELL_VIOLATIONS });
  await page.goto(url);
  return {
    page,
    problems,
    picture: async (name) => {
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
    },
    close: () => context.close(),
  };
}

/** Returns whether the page is wider than what shows it. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/** Loads older rows of the log, page by page, until something is to be seen; a page may be short. */
export async function loadOlderUntil(page: Page, sight: Locator): Promise<void> {
  while (!(await sight.isVisible())) {
    await page.getByRole('button', { name: 'Load older' }).click();
    await page.locator('#older[disabled]').waitFor({ state: 'detached' });
  }
}
