import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { OpenInvoker } from '../../app/open-invoker.ts';
import { CodezError } from '../../core/errors.ts';
import type { CommandContext } from '../define-command.ts';
import { callOperation } from './operations.ts';

/**
 * Returns the slug of a project that is named by its slug or by its folder.
 * @throws CodezError `not_found`
 */
export async function findProject(opened: OpenInvoker, given: string, { io, signal }: CommandContext): Promise<string> {
  if (given.startsWith('-')) return given;
  const folder = await realpath(resolve(io.cwd, given)).catch(() => resolve(io.cwd, given));
  let cursor: string | undefined;
  do {
    const page: { projects: { slug: string; path?: string }[]; next_cursor?: string } = await callOperation(
      opened,
      'list_projects',
      cursor === undefined ? {} : { cursor },
      signal,
    );
    const found = page.projects.find(({ path, slug }) => path === folder || slug === given);
    if (found !== undefined) return found.slug;
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  throw new CodezError(
    'not_found',
    `No session has worked in ${folder} yet`,
    '`codez call list_projects` lists the projects; `codez sessions prompt --new TEXT` starts a session here.',
  );
}
