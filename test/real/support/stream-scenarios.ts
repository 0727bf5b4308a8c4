export type Json = Record<string, unknown>;

export interface Scenario {
  /** Lines written to its input, each when the records so far fulfil its condition. */
  readonly steps: readonly { readonly when?: (record: Json) => boolean; readonly send: (record: Json) => Json }[];
  /** `result` records to wait for. */
  readonly turns: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A UUID that says its number. */
export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const prompt = (n: number, content: unknown) => () => ({
  type: 'user',
  message: { role: 'user', content },
  parent_tool_use_id: null,
  uuid: id(n),
});
export const isResult = (record: Json): boolean => record['type'] === 'result';
const isAsk = (record: Json): boolean =>
  record['type'] === 'control_request' && (record['request'] as Json)['subtype'] === 'can_use_tool';
const hasDelta = (record: Json): boolean =>
  record['type'] === 'stream_event' && (record['event'] as Json)['type'] === 'content_block_delta';
const answer =
  (behavior: 'allow' | 'deny', extra: (input: Json) => Json = () => ({})) =>
  (record: Json): Json => {
    const input = (record['request'] as Json)['input'] as Json;
    const response =
      behavior === 'allow'
        ? { behavior, updatedInput: { ...input, ...extra(input) } }
        : { behavior, message: 'not today' };
    return {
      type: 'control_response',
      response: { subtype: 'success', request_id: record['request_id'], response },
    };
  };
const interrupt = (): Json => ({ type: 'control_request', request_id: 'stop-1', request: { subtype: 'interrupt' } });

const ask = {
  questions: [
    {
      question: 'Red or blue?',
      header: 'Colour',
      multiSelect: false,
      options: [
        { label: 'Red', description: 'like fire' },
        { label: 'Blue', description: 'like the sea' },
      ],
    },
  ],
};
const bash = (command: string): string => `call Bash ${JSON.stringify({ command, description: 'run it' })}`;
const fail = (status: number, type: string, message: string, headers = {}): string =>
  `fail ${status} ${JSON.stringify({ type, message, headers })}`;
const failing = (script: string): Scenario => ({
  steps: [{ send: prompt(1, script) }, { when: isResult, send: prompt(2, 'say better') }],
  turns: 2,
});

/** What Claude Code is made to do, by name. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  text: {
    steps: [
      { send: prompt(1, 'think let me see\nsay hello') },
      { when: isResult, send: prompt(2, 'slowly 20 one two three') },
    ],
    turns: 2,
  },
  image: {
    steps: [
      {
        send: prompt(1, [
          { type: 'text', text: 'say seen' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
        ]),
      },
    ],
    turns: 1,
  },
  queued: {
    steps: [
      { send: prompt(1, 'slowly 100 one two three four') },
      { when: hasDelta, send: prompt(2, 'say second') },
      { send: prompt(2, 'say second') },
    ],
    turns: 2,
  },
  tools: {
    steps: [
      {
        send: prompt(
          1,
          `${bash('echo out')}\nalso call Bash {"command":"ls /nowhere","description":"fails"}\nalso call Read {"file_path":"/nowhere"}\nsay done`,
        ),
      },
      { when: isAsk, send: answer('allow') },
      { when: isAsk, send: answer('allow') },
    ],
    turns: 1,
    args: ['--allowedTools', 'Read', 'Bash(ls:*)', 'Bash(echo:*)'],
  },
  permission: {
    steps: [
      { send: prompt(1, `${bash('touch made')}\nsay done`) },
      { when: isAsk, send: answer('allow') },
      { when: isResult, send: prompt(2, `${bash('touch other')}\nsay done`) },
      { when: isAsk, send: answer('deny') },
    ],
    turns: 2,
  },
  question: {
    steps: [
      { send: prompt(1, `call AskUserQuestion ${JSON.stringify(ask)}\nsay done`) },
      { when: isAsk, send: answer('allow', () => ({ answers: { 'Red or blue?': 'Blue' } })) },
    ],
    turns: 1,
  },
  plan: {
    steps: [
      { send: prompt(1, 'call ExitPlanMode {"plan":"1. paint it"}\nsay done') },
      { when: isAsk, send: answer('allow') },
    ],
    turns: 1,
    args: ['--permission-mode', 'plan'],
  },
  interrupt: {
    steps: [
      { send: prompt(1, 'slowly 200 one two three four five six seven') },
      { when: hasDelta, send: prompt(2, 'say second') },
      { when: hasDelta, send: interrupt },
    ],
    turns: 2,
  },
  'interrupt-asking': {
    steps: [
      { send: prompt(1, `${bash('touch made')}\nsay done`) },
      { when: isAsk, send: interrupt },
      { when: isResult, send: prompt(2, 'say again') },
    ],
    turns: 2,
  },
  'interrupt-tool': {
    steps: [
      { send: prompt(1, `${bash('sleep 20; echo late')}\nsay done`) },
      { when: (record) => record['subtype'] === 'task_started', send: interrupt },
      { when: isResult, send: prompt(2, 'say again') },
    ],
    turns: 2,
  },
  task: {
    steps: [
      {
        send: prompt(
          1,
          `call Agent ${JSON.stringify({ description: 'look around', subagent_type: 'general-purpose', prompt: `${bash('echo deep')}\nsay found it` })}\nsay done`,
        ),
      },
      { when: isAsk, send: answer('allow') },
    ],
    turns: 1,
  },
  'api-500': failing(fail(500, 'api_error', 'broken')),
  'api-529': failing(fail(529, 'overloaded_error', 'Overloaded')),
  'api-429': failing(fail(429, 'rate_limit_error', 'too many requests', { 'retry-after': '1' })),
  'usage-limit': failing(
    fail(429, 'rate_limit_error', 'usage limit reached', {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': '1790000000',
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      'anthropic-ratelimit-unified-overage-status': 'rejected',
    }),
  ),
  'subscriber-limit': {
    ...failing(
      fail(429, 'rate_limit_error', 'usage limit reached', {
        'anthropic-ratelimit-unified-status': 'rejected',
        'anthropic-ratelimit-unified-reset': '1800000000',
        'anthropic-ratelimit-unified-representative-claim': 'five_hour',
        'anthropic-ratelimit-unified-overage-status': 'rejected',
      }),
    ),
    env: { ANTHROPIC_API_KEY: '', CLAUDE_CODE_OAUTH_TOKEN: 'dummy' },
  },
  'api-401': failing(fail(401, 'authentication_error', 'invalid x-api-key')),
  'api-403': failing(fail(403, 'permission_error', 'not allowed')),
  'api-400': failing(fail(400, 'invalid_request_error', 'messages: odd')),
  credit: failing(fail(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.')),
  'context-full': failing(fail(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum')),
  budget: {
    steps: [{ send: prompt(1, `${bash('echo out')}\nsay done`) }, { when: isResult, send: prompt(2, 'say more') }],
    turns: 2,
    args: ['--max-budget-usd', '0.0000001', '--allowedTools', 'Bash(echo:*)'],
  },
};
