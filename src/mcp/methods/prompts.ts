import type { Principal } from '../../core/principal.ts';
import { hasScope } from '../../core/scopes.ts';
import { INVALID_PARAMS, RpcError, type RpcParams } from '../json-rpc.ts';
import { type Method, requireString } from '../method.ts';
import type { Prompt, PromptValues } from '../prompts/prompt.ts';
import { PROMPTS } from '../prompts/prompts.ts';

/** Characters of one argument: a prompt for a session is longer than a field of a form. */
const MAX_VALUE_LENGTH = 100_000;

/** `prompts/list` and `prompts/get`: workflows over the tools, for who may call those. */
export const promptMethods: Readonly<Record<string, Method>> = {
  'prompts/list': (_params, { principal }) => ({ prompts: promptsFor(principal).map(describe) }),

  'prompts/get': (params, { principal }) => {
    const name = requireString(params, 'name');
    const prompt = promptsFor(principal).find((known) => known.name === name);
    if (prompt === undefined) throw unknownPrompt(name, principal);
    const text = prompt.render(readValues(prompt, params['arguments']));
    return { description: prompt.description, messages: [{ role: 'user', content: { type: 'text', text } }] };
  },
};

function promptsFor({ scopes }: Principal): readonly Prompt[] {
  return PROMPTS.filter(({ scope }) => hasScope(scopes, scope));
}

function describe({ name, title, description, arguments: args }: Prompt): unknown {
  return {
    name,
    title,
    description,
    arguments: args.map((argument) => ({ ...argument, required: argument.required ?? false })),
  };
}

/** Empty values count as left out: clients send the fields of a form as they are. */
function readValues(prompt: Prompt, given: unknown): PromptValues {
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    throw badParams('arguments', 'must be an object of strings');
  }
  const values: Record<string, string> = {};
  for (const { name, required } of prompt.arguments) {
    const value = (given as RpcParams | undefined)?.[name];
    if (value !== undefined && typeof value !== 'string') throw badParams(name, 'must be a string');
    if (value !== undefined && value.length > MAX_VALUE_LENGTH) {
      throw badParams(name, `is longer than ${MAX_VALUE_LENGTH} characters`);
    }
    if (value !== undefined && value !== '') values[name] = value;
    else if (required) throw badParams(name, 'is required');
  }
  return values;
}

function unknownPrompt(name: string, principal: Principal): RpcError {
  const known = promptsFor(principal).map((prompt) => prompt.name);
  const names = known.length === 0 ? 'there is none for you' : `known are ${known.join(', ')}`;
  return new RpcError(INVALID_PARAMS, `Unknown prompt: ${name.slice(0, 128)}; ${names}`, { field: 'name' });
}

function badParams(field: string, reason: string): RpcError {
  return new RpcError(INVALID_PARAMS, `Invalid params: ${field} ${reason}`, { field });
}
