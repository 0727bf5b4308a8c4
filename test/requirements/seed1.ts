import { now, planned, type Requirement } from './requirement.ts';

const SEED = 'seed: codez MCP server';

/** The first seed document: remote control of Claude Code sessions over MCP. */
export const SEED1: readonly Requirement[] = [
  ...now(`${SEED}, What it does`, {
    'seed1.endpoint': 'codez exposes a remote MCP server at /mcp on its main HTTP server.',
    'seed1.any-client': 'Any MCP-compatible agent can connect and call tools.',
    'seed1.transport': 'The endpoint speaks Streamable HTTP: POST, GET and DELETE on the single path /mcp.',
    'seed1.loopback': 'Local agents on the same machine need no authentication.',
    'seed1.control':
      'A client gets full programmatic control: it creates sessions, sends prompts, watches events, manages permissions, searches history and reads observability data.',
  }),
  ...now(`${SEED}, What it does`, {
    'seed1.oauth': 'Remote access is authenticated by MCPAuthKit OAuth 2.1 tokens.',
  }),
  ...now(`${SEED}, Requirements`, {
    'seed1.default-address': 'The server runs on 127.0.0.1:4097 by default.',
  }),
  ...now(`${SEED}, Requirements`, {
    'seed1.remote-https': 'A deployed instance is reachable over HTTPS through a tunnel, with OAuth.',
  }),
  ...now(`${SEED}, Connect from Claude Code`, {
    'seed1.tunnel': 'One machine can be exposed directly through a tunnel: same protocol, no hub.',
    'seed1.config.local':
      'The entry {"codez":{"type":"http","url":"http://127.0.0.1:4097/mcp"}} is written to ~/.config/claude/mcp_servers.json.',
  }),
  ...planned(`${SEED}, Connect from Claude Code`, {
    'seed1.tools-appear': 'After a restart of Claude Code the 17 codez tools appear in its tool list.',
    'seed1.hub.setup': 'After `codez setup` this machine registers as a machine agent with the hub.',
    'seed1.hub.reach': 'Any MCP client that talks to the hub reaches the machine.',
    'seed1.hub.config': 'A client is pointed at the hub by the same entry with the URL of the hub.',
    'seed1.hub.fan-out': 'The hub fans calls out to any machine that this user has provisioned.',
  }),
  ...now(`${SEED}, Connect from a custom agent`, {
    'seed1.curl.tools-list':
      'The printed curl line for tools/list is answered with the tools, without a session or initialize.',
    'seed1.session-header':
      'The server returns an mcp-session-id header on initialize, to be sent with later requests.',
  }),
  ...now(`${SEED}, Connect from a custom agent`, {
    'seed1.prm':
      'GET /.well-known/oauth-protected-resource returns resource, authorization_servers, scopes_supported and bearer_methods_supported.',
    'seed1.oauth.flow': 'An agent completes the OAuth 2.1 and PKCE flow with the authorization server and calls /mcp.',
    'seed1.curl.token': 'The printed curl line with a valid token is answered from another machine.',
  }),
  ...now(`${SEED}, Available tools`, {
    'seed1.tool.create-session': 'create_session creates a new live Claude Code session.',
    'seed1.tool.send-prompt': 'send_prompt sends a prompt to a session (resumes idle).',
    'seed1.tool.poll-events': 'poll_events returns real-time events (session activity, streaming, tasks).',
    'seed1.tool.abort-session': 'abort_session aborts the turn that is running.',
    'seed1.tool.dispose-session': 'dispose_session kills and disposes a live session process.',
    'seed1.tool.fork-session': 'fork_session forks a session into a new conversation branch.',
    'seed1.tool.respond-permission': 'respond_permission allows or denies a tool permission request.',
    'seed1.tool.list-projects': 'list_projects lists all Claude Code projects with slugs and session counts.',
    'seed1.tool.list-sessions': 'list_sessions lists the sessions of a project.',
    'seed1.tool.get-session': 'get_session returns full session details including messages and parts.',
    'seed1.tool.get-project-memory': 'get_project_memory reads the .claude memory files of a project.',
    'seed1.tool.get-health': 'get_health checks the health of the server.',
    'seed1.tool.get-health-details': 'get_health_details returns the self-heal log and the state of subsystems.',
    'seed1.tool.get-state': 'get_state returns the application state (markers, preferences).',
    'seed1.tool.update-state': 'update_state updates the application state.',
    'seed1.tool.get-observability': 'get_observability returns cost and usage across all projects.',
  }),
  ...planned(`${SEED}, Available tools`, {
    'seed1.tool.send-prompt.channel': 'send_prompt injects a prompt via channel for mirror.',
  }),
  ...now(
    `${SEED}, Example workflows`,
    {
      'seed1.workflow.watch': 'Workflow: list_projects, list_sessions, poll_events watches a session in real time.',
      'seed1.workflow.start':
        'Workflow: create_session, send_prompt, poll_events, get_session starts and reads a session.',
      'seed1.workflow.orchestrate': 'Workflow: two sessions are created, prompted and watched together.',
    },
    'real',
  ),
  ...now(`${SEED}, Example workflows`, {
    'seed1.workflow.cost': 'Workflow: the cost of two sessions that worked side by side is read.',
  }),
  ...planned(`${SEED}, Standalone server`, {
    'seed1.standalone': 'The MCP server also runs as a process of its own on port 4098.',
  }),
  ...now(`${SEED}, Environment variables`, {
    'seed1.env.authkit-url': 'AUTHKIT_URL names the OAuth server; it has no default.',
    'seed1.env.mcp-url': 'CODEZ_MCP_URL is the public URL for metadata, detected from the request when unset.',
  }),
  ...planned(`${SEED}, Environment variables`, {
    'seed1.env.mcp-port': 'CODEZ_MCP_PORT (4098) is the port of the standalone server only.',
    'seed1.env.mcp-host': 'CODEZ_MCP_HOST (0.0.0.0) is the bind host of the standalone server only.',
    'seed1.env.codez-url': 'CODEZ_URL (http://127.0.0.1:4097) is the server behind the standalone server.',
  }),
  ...now(`${SEED}, Server registration`, {
    'seed1.register':
      'The server is registered with AuthKit as name codez-mcp with its resource_url and scope mcp:tools.',
    'seed1.register.id': 'The returned server_id is shown and kept.',
  }),
  ...now(`${SEED}, Troubleshooting`, {
    'seed1.trouble.unauthorized': 'A request without a valid credential is told "Unauthorized: Bearer token required".',
    'seed1.trouble.session-not-found':
      'GET /mcp with a stale session is told "Session not found", and to initialize again.',
    'seed1.trouble.refused': 'When nothing listens on the port, a call says so and how to start the server.',
    'seed1.trouble.invalid-json':
      'An invalid mcp_servers.json is reported with the position of the error and left untouched.',
  }),
  ...planned(`${SEED}, Troubleshooting`, {
    'seed1.trouble.redirect-loop': 'A server that is not registered with AuthKit is reported by `codez doctor`.',
    'seed1.trouble.tunnel': 'A missing tunnel route is told apart by `codez doctor`.',
  }),
];
