import { appendFileSync } from 'node:fs';
import { createBrowser } from '../oauth/browser.ts';

// A browser for BROWSER: signs in as TEST_PERSON and writes every address it opened to TEST_BROWSER_LOG.
const [, , address = ''] = process.argv;
const { TEST_PERSON = 'ada', TEST_PERSON_DENIES, TEST_BROWSER_LOG } = process.env;
const visit = await createBrowser({ login: TEST_PERSON, denies: TEST_PERSON_DENIES === 'yes' }).visit(address);
if (TEST_BROWSER_LOG !== undefined) {
  appendFileSync(
    TEST_BROWSER_LOG,
    `${JSON.stringify({ opened: visit.opened, status: visit.status, text: visit.text })}\n`,
  );
}
