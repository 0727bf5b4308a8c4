import { RawJson } from '../json-rpc.ts';
import type { ResourceScheme } from './resource-scheme.ts';

/** `memory://{id}` and `memory://{space}/{id}`: notes. */
export const memoryResources: ResourceScheme = {
  scheme: 'memory',
  scope: 'resources',
  templates: [
    {
      name: 'memory_by_id',
      title: 'Note',
      uriTemplate: 'memory://{id}',
      description: 'A note of your own space, by its id.',
      mimeType: 'text/plain',
    },
    {
      name: 'memory_in_space',
      title: 'Note in a shared space',
      uriTemplate: 'memory://{space}/{id}',
      description: 'A note of a space shared with you, by space and id.',
      mimeType: 'text/plain',
    },
  ],
  read: async (uri, call) => new RawJson((await call('resource_read', { uri })).json),
  topicOf: (uri, session) => noteTopic(placeOf(uri, session)),
  mayWatch(uri, session, { readable }) {
    const place = placeOf(uri, session);
    return readable.has(place.slice(0, place.indexOf('/')));
  },
};

/** Returns `space/id`. */
function placeOf(uri: string, { space }: { readonly space: string }): string {
  const path = decodePath(uri.replace(/^memory:\/\//i, ''));
  return path.includes('/') ? path : `${space}/${path}`;
}

/** Returns the topic of a note's changes; `place` is `space/id`. */
export function noteTopic(place: string): string {
  return `memory ${place}`;
}

/** Only URIs that could be read are subscribed; a record that was edited by hand must not keep the server down. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
