import { now, planned, type Requirement } from './requirement.ts';

const SEED = 'seed: Codex hosts MCP server';

/** The second seed document: memory, resources and files over MCP for Codex hosts. */
export const SEED2: readonly Requirement[] = [
  ...now(`${SEED}, Endpoints`, {
    'seed2.mcp': 'POST /mcp takes JSON-RPC 2.0 as streamable HTTP of 2025-03-26.',
    'seed2.mcp.batch': 'POST /mcp accepts single requests and batches.',
    'seed2.rest': 'POST /mcp/memories/store, retrieve and search are REST helpers behind the same memory tools.',
  }),
  ...now(`${SEED}, Auth & safety`, {
    'seed2.key': 'A host API key is required as bearer token from other machines.',
    'seed2.ip-binding': 'A key is bound to its address; allow_roaming_ips lets the host move.',
    'seed2.window': 'Insecure hosts must be inside their sliding window, which a call extends.',
    'seed2.log': 'Access is logged and browsed at /admin/mcp-logs.html.',
    'seed2.rate-limit': 'The per-address bucket applies as on other routes.',
    'seed2.origin': 'MCP_ALLOWED_ORIGINS controls CORS; other origins get 403 "Origin not allowed".',
  }),
  ...now(`${SEED}, Tools`, {
    'seed2.names': 'All tool names satisfy ^[a-zA-Z0-9_-]+$.',
    'seed2.memory': 'The tools memory_store, memory_retrieve and memory_search exist.',
    'seed2.notes': 'The tools memory_append, memory_query and memory_list exist and tag notes with resource:{id}.',
    'seed2.resources': 'resources/templates/list, resources/list and resources/read answer, with URIs memory://{id}.',
    'seed2.resource-tools':
      'The tools resource_read, resource_create, resource_update, resource_delete and resource_list exist.',
    'seed2.alias.methods': 'list_tools, tools.list, call_tool and tools.call are accepted as methods.',
    'seed2.alias.dots': 'Dot variants of tool and resource names are accepted and normalised to underscores.',
  }),
  ...planned(`${SEED}, Tools`, {
    'seed2.files':
      'The tools fs_read_file, fs_write_file, fs_list_dir, fs_stat, fs_file_exists and fs_search_in_files exist.',
  }),
  ...now(`${SEED}, Example JSON-RPC call`, {
    'seed2.curl.call': 'The printed curl line for tools/call memory_store stores the note.',
  }),
  ...now(`${SEED}, REST memory examples`, {
    'seed2.curl.store': 'The printed curl line for /mcp/memories/store stores the note with its tags.',
    'seed2.curl.search': 'The printed curl line for /mcp/memories/search finds the note by its tag.',
    'seed2.curl.wrong-key': 'The printed lines with a wrong key are answered 401, on this machine too.',
    'seed2.curl.key': 'The printed lines with a host API key work as that host.',
  }),
  ...now(`${SEED}, Client hints`, {
    'seed2.hint.dot-calls': 'Calls accept dot aliases (memory.store) while replies advertise underscores.',
    'seed2.hint.content': 'The result of a tool is wrapped in CallToolResult.content blocks.',
  }),
  ...now(
    `${SEED}, Client hints`,
    { 'seed2.hint.managed': 'A client entry is written by the config builder; nothing else has to be configured.' },
    'real',
  ),
];
