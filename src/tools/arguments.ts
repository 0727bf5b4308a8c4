import type { z } from 'zod';
import { CodezError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import type { AnyTool } from './tool.ts';

/** So many problems of one call are told: a body of nothing but mistakes must not cost more than it says. */
const MAX_PROBLEMS = 20;
const MAX_FIELD_CHARACTERS = 128;

/**
 * Returns the arguments of a call as `tool.input` defines them: a plain string is the main argument, aliases are
 * replaced by their canonical names, then the schema decides.
 * @throws CodezError `invalid` with `fields`, naming each field and its limit
 */
export function parseArguments(tool: AnyTool, raw: unknown): unknown {
  const given = resolveAliases(tool, toObject(tool, raw));
  refuseUnkept(given);
  const parsed = tool.input.safeParse(given);
  if (parsed.success) return parsed.data;
  throw toInvalid(tool, parsed.error);
}

/** A schema drops this one name from objects silently: what was acknowledged would not be what was sent. */
function refuseUnkept(given: Record<string, unknown>): void {
  for (const name in given) {
    const value = given[name];
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__')) continue;
    const field = `${name}.__proto__`;
    throw new CodezError('invalid', `${field}: this name cannot be kept`, 'Choose another name.', {
      fields: { [field]: ['this name cannot be kept'] },
    });
  }
}

function toObject(tool: AnyTool, raw: unknown): Record<string, unknown> {
  if (raw === undefined || raw === null) return {};
  if (typeof raw === 'string' && tool.main !== undefined) return { [tool.main]: raw };
  if (typeof raw === 'object' && !Array.isArray(raw)) return raw as Record<string, unknown>;
  throw new CodezError('invalid', `The arguments of ${tool.name} must be a JSON object`, usageHint(tool), {
    fields: { arguments: ['expected an object'] },
  });
}

function resolveAliases(tool: AnyTool, given: Record<string, unknown>): Record<string, unknown> {
  if (tool.aliases === undefined) return given;
  let resolved = given;
  for (const alias in tool.aliases) {
    if (!Object.hasOwn(given, alias)) continue;
    const name = tool.aliases[alias] as string;
    if (resolved === given) resolved = { ...given };
    if (Object.hasOwn(resolved, name) && resolved[name] !== given[alias]) {
      throw new CodezError(
        'invalid',
        `${alias}: means the same as ${name}, and both were given`,
        `Send ${name} only.`,
        {
          fields: { [alias]: [`is another name of ${name}`] },
        },
      );
    }
    delete resolved[alias];
    resolved[name] = given[alias];
  }
  return resolved;
}

function toInvalid(tool: AnyTool, error: z.ZodError): CodezError {
  const fields = new Map<string, string[]>();
  let count = 0;
  for (const [field, problem] of problemsOf(tool, error)) {
    if (++count > MAX_PROBLEMS) break;
    fields.set(field, [...(fields.get(field) ?? []), problem]);
  }
  const [field, problems] = [...fields][0] ?? ['arguments', ['invalid']];
  return new CodezError('invalid', `${field}: ${problems[0]}`, usageHint(tool), { fields: Object.fromEntries(fields) });
}

function* problemsOf(tool: AnyTool, error: z.ZodError): Generator<[field: string, problem: string]> {
  for (const issue of error.issues) {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) yield [fieldName([...path, key]), unknownArgument(tool, key)];
    } else yield [fieldName(path), isMissing(issue) ? 'is required' : issue.message];
  }
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}

/** The caller chose these names: they are told, but not at any length. */
function fieldName(path: readonly string[]): string {
  return path.length === 0 ? 'arguments' : path.join('.').slice(0, MAX_FIELD_CHARACTERS);
}

function unknownArgument(tool: AnyTool, key: string): string {
  const guess = nearest(key, Object.keys(tool.input.shape));
  return guess === undefined ? 'is no argument of this tool' : `is no argument of this tool; did you mean ${guess}?`;
}

function usageHint(tool: AnyTool): string {
  const shape: Record<string, z.ZodType> = tool.input.shape;
  const names = Object.keys(shape).map((name) => (shape[name]?.safeParse(undefined).success ? `${name}?` : name));
  return names.length === 0 ? `${tool.name} takes no arguments.` : `${tool.name} takes: ${names.join(', ')}.`;
}
