import { type Completer, MAX_VALUES } from './completer.ts';

/** Sessions of one page of the listing, and pages that are looked through. */
const PAGE = 500;
const MAX_PAGES = 4;

interface ListedSession {
  readonly session_id: string;
  readonly title: string;
}

/** Finds sessions whose id begins with what was typed, or whose title holds it; the newest first. */
export const completeSessionId: Completer = async (typed, call) => {
  const wanted = typed.toLowerCase();
  const values: string[] = [];
  let cursor: unknown;
  for (let page = 0; page < MAX_PAGES && values.length <= MAX_VALUES; page++) {
    const args = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const { value } = await call('list_sessions', args);
    for (const { session_id: id, title } of value['sessions'] as readonly ListedSession[]) {
      if (id.startsWith(wanted) || title.toLowerCase().includes(wanted)) values.push(id);
    }
    cursor = value['next_cursor'];
    if (cursor === undefined) return { values, isComplete: true };
  }
  return { values, isComplete: false };
};

interface ListedProject {
  readonly slug: string;
  readonly path?: string;
}

/** Finds slugs that begin with what was typed or, since slugs are long, hold it; the newest first. */
export const completeSlug: Completer = async (typed, call) => {
  const slugs = (await listProjects(call)).map(({ slug }) => slug);
  const wanted = typed.toLowerCase();
  const beginning = slugs.filter((slug) => slug.toLowerCase().startsWith(wanted));
  const holding = slugs.filter((slug) => !beginning.includes(slug) && slug.toLowerCase().includes(wanted));
  return { values: [...beginning, ...holding], isComplete: true };
};

/** Finds folders of projects that begin with what was typed; the newest first. */
export const completeCwd: Completer = async (typed, call) => {
  const paths = (await listProjects(call)).flatMap(({ path }) => (path === undefined ? [] : [path]));
  return { values: [...new Set(paths)].filter((path) => path.startsWith(typed)), isComplete: true };
};

async function listProjects(call: Parameters<Completer>[1]): Promise<readonly ListedProject[]> {
  return (await call('list_projects', {})).value['projects'] as readonly ListedProject[];
}
