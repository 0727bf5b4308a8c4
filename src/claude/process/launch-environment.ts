/** Variables of codez itself and of its authorization server: a session has no business with them. */
const OURS = /^(?:CODEZ_|AUTHKIT_)/;

/** What a running Claude Code hands to its tools: a session started from one must not take itself for its child. */
const SESSION_MARKS: ReadonlySet<string> = new Set([
  'CLAUDECODE',
  'CLAUDE_PID',
  'CLAUDE_CODE_AGENT',
  'CLAUDE_CODE_CHILD_NOTES_DIR',
  'CLAUDE_CODE_CHILD_SESSION',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_EXECPATH',
  'CLAUDE_CODE_MESSAGING_SOCKET',
  'CLAUDE_CODE_MESSAGING_TOKEN',
  'CLAUDE_CODE_SSE_PORT',
]);
const SESSION_MARK = /^CLAUDE_CODE_SESSION_/;

/** What else it sets for its tools; a person may have set them too, so they go only where a session is the parent. */
const SET_FOR_TOOLS: ReadonlySet<string> = new Set([
  'AI_AGENT',
  'CLAUDE_EFFORT',
  'CLAUDE_PROJECT_DIR',
  'GIT_EDITOR',
  'NoDefaultCurrentDirectoryInExePath',
]);

/**
 * Returns the environment a session starts with in `cwd`: the server's own, without what is codez' (`CODEZ_*`,
 * `AUTHKIT_*`), without keys of hosts, and without the marks of a Claude Code session the server was started from.
 */
export function toLaunchEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Record<string, string> {
  const hasParent = environment['CLAUDECODE'] !== undefined || environment['CLAUDE_PID'] !== undefined;
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || OURS.test(name.toUpperCase()) || isHostKey(name, value)) continue;
    if (SESSION_MARKS.has(name) || SESSION_MARK.test(name)) continue;
    if (hasParent && SET_FOR_TOOLS.has(name)) continue;
    kept[name] = value;
  }
  if (kept['PWD'] !== undefined) kept['PWD'] = cwd;
  delete kept['OLDPWD'];
  return kept;
}

/** A variable that holds a key of a host, whatever its name is. */
function isHostKey(name: string, value: string): boolean {
  return name.toUpperCase() === 'HOST_API_KEY' || /(?<![A-Za-z0-9_-])cz_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/.test(value);
}
