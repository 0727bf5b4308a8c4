import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

/** Files of the owner's pages, below `templates/admin/`; the first one is what `/admin/` shows. */
export const ADMIN_FILES = [
  'index.html',
  'ask.js',
  'base.css',
  'controls.css',
  'dialog.css',
  'dom.js',
  'format.js',
  'frame.css',
  'frame.js',
  'host-actions.js',
  'hosts-section.js',
  'icon.svg',
  'lines.css',
  'log-details.css',
  'log-details.js',
  'log-filters.js',
  'log-list.js',
  'log-rows.css',
  'log-rows.js',
  'log-tail.js',
  'logs.css',
  'logs.js',
  'mcp-logs.html',
  'overview.css',
  'overview.js',
  'people-sections.js',
  'section.js',
  'session.js',
  'sessions-section.js',
  'status-section.js',
  'usage-chart.js',
  'usage-section.js',
  'usage.css',
] as const;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** One static file of the pages. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

/** Returns a reader of the pages' files that reads each once. @throws Error when the package lacks the file */
export function createAdminPages(folder = new URL('../../../templates/admin/', import.meta.url)): {
  read(name: string): Promise<PageFile>;
} {
  const files = new Map<string, Promise<PageFile>>();
  const open = async (name: string): Promise<PageFile> => ({
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    body: await readFile(new URL(name, folder)),
  });
  return {
    read(name) {
      const file = files.get(name) ?? open(name);
      files.set(name, file);
      // A file that could not be read is tried again.
      file.catch(() => files.delete(name));
      return file;
    },
  };
}
