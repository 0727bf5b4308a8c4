import { now, planned, type Requirement } from './requirement.ts';

const HOST = 'contract: tools-host';

/** Notes and the resources made of them. */
export const MEMORY: readonly Requirement[] = [
  ...now(HOST, {
    'memory.aliases': 'Arguments are accepted under their aliases; results are snake_case.',
    'memory.space.own': "Without space a note lives in the caller's own space; the owner's is local.",
    'memory.space.unreadable': 'What the caller may not read looks exactly like what does not exist.',
    'memory.row': 'Each row names its space and host.',
    'memory.data': 'No stored text appears in names or descriptions of resources.',
    'memory.space.shared': 'With space a note lives in a shared space that the caller may use.',
    'memory.space.search-all': 'memory_search and memory_list without space look in all spaces the caller may read.',
    'memory.space.if-version': "Replacing or deleting another host's note in a shared space needs if_version.",
  }),
  ...now(`${HOST}, Common rules`, {
    'memory.id': 'An id is ^[A-Za-z0-9._:-]{1,128}$, case-sensitive; another one is refused naming the field.',
    'memory.id.made': 'Without an id the server makes a UUID.',
    'memory.content': 'content is 1 to 32,000 characters after trimming and stored exactly, any Unicode.',
    'memory.tags': 'Up to 32 tags of 1 to 64 characters, trimmed, duplicates dropped without regard to case.',
    'memory.tags.all': 'A filter by tags needs all of them.',
    'memory.tags.resource': 'resource:{id} tags are outside these limits and compared with case.',
    'memory.metadata': 'metadata is a JSON object of at most 16 KiB; {} is allowed.',
    'memory.shape':
      'A memory is {id, space, host, content, tags, metadata, created_at, updated_at, expires_at?, version, score?}.',
    'memory.invalid': 'What breaks a rule is an error naming field and limit, and nothing is stored.',
  }),
  ...now(`${HOST}, Tools`, {
    'memory.store.created': 'memory_store answers status created with id and memory.',
    'memory.store.updated': 'An existing id is replaced; tags and metadata that are not given stay.',
    'memory.store.unchanged': 'Storing the same again answers unchanged and keeps the version.',
    'memory.store.if-version': 'A stale if_version is a conflict.',
    'memory.store.expires': 'A note with expires_in is gone after these seconds, from search and retrieval.',
    'memory.retrieve': 'memory_retrieve answers found with the memory, or missing.',
    'memory.search': 'memory_search answers query, count, matches and next_cursor; limit is 20, 1 to 100.',
    'memory.search.empty': 'An empty query lists newest first.',
    'memory.search.words': 'Words, prefixes of the last word, ids and tags are matched.',
    'memory.search.exact-number': 'incident-42 does not match incident-99.',
    'memory.search.folding': 'Accents and case are ignored.',
    'memory.search.cjk': 'Two-character words of Chinese and Japanese are found.',
    'memory.search.order': 'Relevance comes first, then recency; order chooses.',
    'memory.search.cursor': 'Paging by cursor neither repeats nor skips.',
    'memory.search.tags': 'A tag filter never starves behind newer notes.',
    'memory.append': 'memory_append makes {resource_id}:{8 hex} tagged resource:{resource_id}.',
    'memory.append.limit': 'resource_id is 1 to 119 of the id characters.',
    'memory.query': "memory_query searches one resource's notes, top_k 5 (1 to 50), never starved by others.",
    'memory.list': "memory_list lists one resource's notes newest first, top_k 20 (1 to 100), paged.",
    'memory.delete': 'memory_delete answers deleted or missing.',
    'memory.parallel': '50 stores in parallel keep 50 notes.',
    'resource.read': 'resource_read answers contents with uri, name, mimeType and text.',
    'resource.create': 'resource_create makes a note; an existing one is a conflict.',
    'resource.update':
      'resource_update keeps tags and metadata; a missing one is not found; stale if_version is a conflict.',
    'resource.delete': 'resource_delete answers deleted: true or not found.',
    'resource.list': 'resource_list is newest first with uri, name, description and mimeType, 50 a page.',
  }),
  ...now(`${HOST}, REST`, {
    'rest.body': 'REST reads the body as JSON whatever Content-Type says; no body is {}.',
    'rest.envelope': 'A success is {"status":"ok","data":<the result of the tool>}.',
    'rest.error':
      'An error is {"status":"error","code","message","hint","errors"?} with the status of the error table.',
    'rest.memories': 'POST /mcp/memories/store, retrieve, search and delete call the memory tools.',
    'rest.memories.delete': 'DELETE /mcp/memories/{id} deletes a note.',
    'rest.first': 'Origin and Sec-Fetch-Site are checked before the body of a REST call is read.',
    'rest.unknown': 'An unknown address is answered 404 in the envelope.',
  }),
  ...now(`${HOST}, REST`, {
    'rest.tools': 'POST /api/tools/{name} calls every tool; GET /api/tools lists them.',
    'rest.openapi': 'GET /api/openapi.json describes the REST doors.',
  }),
  ...planned(`${HOST}, Tools`, {
    'files.read': 'fs_read_file returns content with size, time, hash, truncation and next_offset.',
    'files.write': 'fs_write_file is atomic and keeps the mode of an existing file.',
    'files.list': 'fs_list_dir lists sorted by name, with glob, recursion and paging.',
    'files.stat': 'fs_stat and fs_file_exists answer for existing and missing paths.',
    'files.search': 'fs_search_in_files finds the same lines as rg -F --hidden --no-ignore.',
    'files.search.regex': 'A bad or runaway regex is an error within 2 s while the server goes on.',
  }),
  ...planned(`${HOST}, The sandbox`, {
    'files.root': 'One root for all; paths are relative to it or absolute inside it.',
    'files.escape':
      '.., symbolic links, devices, FIFOs, NUL and the data directory are forbidden without giving anything away.',
    'files.race': 'No race gets out of the root.',
    'files.hard-links': 'Hard links are never written through.',
    'files.protected':
      'For host keys files that programs obey are read-only and secrets unreadable unless --files-all.',
    'files.scope': 'codez host add --scope narrows to files:read.',
  }),
];
