import type { ResourceScheme, TextContents } from './resource-scheme.ts';

const MEMORY_URI = /^project:\/\/([A-Za-z0-9-]{1,255})\/memory(?:\?file=([^&#]+))?$/i;

/** What `get_project_memory` returns, as far as it is shown. */
interface ShownFile {
  readonly path: string;
  readonly content: string;
  readonly truncated: boolean;
}

/** `project://{slug}/memory`: the memory files of a project, each a part of its own. */
export const projectResources: ResourceScheme = {
  scheme: 'project',
  scope: 'sessions:read',
  templates: [
    {
      name: 'project_memory',
      title: 'Memory of a project',
      uriTemplate: 'project://{slug}/memory',
      description:
        'CLAUDE.md, .claude/**/*.md and the memory Claude Code keeps of a project; ?file= reads one of them.',
      mimeType: 'text/markdown',
    },
  ],
  read(uri, call) {
    const [, slug, file] = MEMORY_URI.exec(uri) ?? [];
    if (slug === undefined) return undefined;
    return readMemory(slug, file === undefined ? undefined : decodeURIComponent(file), call);
  },
};

async function readMemory(
  slug: string,
  path: string | undefined,
  call: Parameters<ResourceScheme['read']>[1],
): Promise<{ contents: readonly TextContents[] } | undefined> {
  const files = (await call('get_project_memory', { slug })).value['files'] as readonly ShownFile[];
  const shown = path === undefined ? files : files.filter((file) => file.path === path);
  if (path !== undefined && shown.length === 0) return undefined;
  return {
    contents: shown.map((file) => ({
      uri: `project://${slug}/memory?file=${encodeURIComponent(file.path)}`,
      mimeType: 'text/markdown',
      text: file.truncated ? `${file.content}\n\n(cut here: the file is longer)\n` : file.content,
    })),
  };
}
