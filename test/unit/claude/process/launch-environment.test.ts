import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toLaunchEnvironment } from '../../../../src/claude/process/launch-environment.ts';

const KEPT = {
  PATH: '/bin',
  HOME: '/home/a',
  LANG: 'C.UTF-8',
  HTTPS_PROXY: 'http://proxy',
  CLAUDE_CONFIG_DIR: '/home/a/.claude-work',
  CLAUDE_CODE_USE_BEDROCK: '1',
  CLAUDE_CODE_OAUTH_TOKEN: 'token',
  ANTHROPIC_API_KEY: 'key',
  ANTHROPIC_BASE_URL: 'http://gateway',
  EMPTY: '',
};

test("a session inherits the user's own environment [sessions.process.environment]", () => {
  assert.deepEqual(toLaunchEnvironment(KEPT, '/work'), KEPT);
});

test('what is ours, keys of hosts and marks of a parent session do not reach it [sessions.process.environment]', () => {
  const dropped = {
    CODEZ_HOME: '/h',
    CODEZ_HOST_TOKEN: 'x',
    codez_lower: 'x',
    AUTHKIT_ADMIN_KEY: 'x',
    HOST_API_KEY: 'x',
    MY_HEADER: `Authorization: Bearer cz_${'a'.repeat(43)}`,
    CLAUDECODE: '1',
    CLAUDE_PID: '7',
    CLAUDE_CODE_SESSION_ID: 'x',
    CLAUDE_CODE_SESSION_ATTENDED: '0',
    CLAUDE_CODE_ENTRYPOINT: 'cli',
    CLAUDE_CODE_EXECPATH: '/x',
    CLAUDE_CODE_MESSAGING_SOCKET: '/x',
    CLAUDE_CODE_MESSAGING_TOKEN: 'x',
    CLAUDE_CODE_CHILD_SESSION: '1',
    CLAUDE_CODE_CHILD_NOTES_DIR: '/x',
    CLAUDE_CODE_SSE_PORT: '1',
    OLDPWD: '/x',
    GIT_EDITOR: 'true',
    AI_AGENT: 'x',
    NOTHING: undefined,
  };
  assert.deepEqual(toLaunchEnvironment({ ...KEPT, ...dropped }, '/work'), KEPT);
});

test("a person's own GIT_EDITOR stays where no session is the parent, and PWD is the session's folder", () => {
  const environment = toLaunchEnvironment({ GIT_EDITOR: 'vi', PWD: '/server' }, '/work');
  assert.deepEqual(environment, { GIT_EDITOR: 'vi', PWD: '/work' });
});
