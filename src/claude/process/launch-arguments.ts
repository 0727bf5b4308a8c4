import { CodezError } from '../../core/errors.ts';
import type { LaunchSpec } from './claude-process.ts';
import { toDenyRules } from './deny-rules.ts';

/** The protocol codez speaks with every session it owns. */
const PROTOCOL = [
  '-p',
  '--input-format',
  'stream-json',
  '--output-format',
  'stream-json',
  '--verbose',
  '--include-partial-messages',
  '--replay-user-messages',
  '--permission-prompt-tool',
  'stdio',
] as const;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Linux takes 128 KiB an argument, its final NUL included. */
const MAX_ARGUMENT_BYTES = 128 * 1024 - 1;

/**
 * Returns the arguments that start `claude` as `spec` says. Every value that is not our own stands behind `=`, so one
 * that begins with `-` is never read as an option.
 * @param closedFolders absolute; what lies in them the session's tools neither read nor change
 * @throws CodezError `invalid` for an id that is no UUID or a value with a NUL, `too_large` for a value beyond what
 *   the system takes
 */
export function toLaunchArguments(spec: LaunchSpec, closedFolders: readonly string[] = []): string[] {
  const values: [option: string, value: string | undefined][] = [
    ...startOptions(spec),
    ['permission-mode', spec.permissionMode],
    ['setting-sources', spec.trusted ? undefined : 'user'],
    ['model', spec.model],
    ['fallback-model', spec.fallbackModel],
    ['effort', spec.effort],
    ['max-budget-usd', spec.maxBudgetUsd === undefined ? undefined : String(spec.maxBudgetUsd)],
    ['append-system-prompt', spec.appendSystemPrompt],
    ['json-schema', spec.jsonSchema === undefined ? undefined : JSON.stringify(spec.jsonSchema)],
    ...repeat('allowedTools', spec.allowedTools),
    ...repeat('disallowedTools', [...(spec.disallowedTools ?? []), ...closedFolders.flatMap(toDenyRules)]),
    ...repeat('add-dir', spec.addDirs),
  ];
  const given = values.flatMap(([option, value]) => (value === undefined ? [] : [toArgument(option, value)]));
  return [...PROTOCOL, ...(spec.start === 'fork' ? ['--fork-session'] : []), ...given];
}

function startOptions(spec: LaunchSpec): [string, string | undefined][] {
  const sessionId = checkId(spec.sessionId);
  if (spec.start === 'new') return [['session-id', sessionId]];
  if (spec.start === 'resume') return [['resume', sessionId]];
  return [
    ['resume', checkId(spec.forkOf)],
    ['resume-session-at', spec.forkAt === undefined ? undefined : checkId(spec.forkAt)],
    ['session-id', sessionId],
  ];
}

function repeat(option: string, values: readonly string[] = []): [string, string][] {
  return values.map((value) => [option, value]);
}

function checkId(id: string | undefined): string {
  if (id !== undefined && UUID.test(id)) return id;
  throw new CodezError('invalid', `${JSON.stringify(id ?? '')} is no UUID`, 'Give the id as list_sessions shows it.');
}

function toArgument(option: string, value: string): string {
  const argument = `--${option}=${value}`;
  if (argument.includes('\0')) {
    throw new CodezError('invalid', `The value for ${option} holds a NUL character`, 'Take it out.');
  }
  if (Buffer.byteLength(argument) > MAX_ARGUMENT_BYTES) {
    const limit = `${Math.floor(MAX_ARGUMENT_BYTES / 1024)} KiB`;
    throw new CodezError('too_large', `The value for ${option} is longer than ${limit}`, 'Shorten it.');
  }
  return argument;
}
