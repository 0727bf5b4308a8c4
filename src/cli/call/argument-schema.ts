/** A part of a JSON Schema, as tools describe their arguments with it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** What text on the command line is turned into. */
export type ArgumentKind = 'text' | 'number' | 'switch' | 'list' | 'json';

/** One argument of a tool. */
export interface ToolArgument {
  /** As the tool knows it, e.g. `if_version`. */
  readonly name: string;
  /** As the command line knows it, e.g. `if-version`. */
  readonly flag: string;
  readonly kind: ArgumentKind;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** Returns the arguments of a tool from its input schema, required ones first. */
export function toolArguments(inputSchema: JsonSchema): readonly ToolArgument[] {
  const required = new Set(inputSchema.required ?? []);
  const all = Object.entries(inputSchema.properties ?? {}).map(([name, schema]) => ({
    name,
    flag: name.replaceAll('_', '-'),
    kind: kindOf(schema),
    required: required.has(name),
    schema,
  }));
  return [...all.filter((each) => each.required), ...all.filter((each) => !each.required)];
}

/** Returns how text becomes a value of this schema; alternatives of several kinds are JSON or text. */
export function kindOf(schema: JsonSchema): ArgumentKind {
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null');
  if (alternatives.length > 0) {
    const kinds = new Set(alternatives.map(kindOf));
    const [only] = kinds;
    if (kinds.size === 1 && only !== undefined) return only;
    return kinds.has('list') ? 'list' : 'json';
  }
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  if (types.length !== 1) return schema.enum?.every((value) => typeof value === 'string') ? 'text' : 'json';
  switch (types[0]) {
    case 'string':
      return 'text';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'array':
      return 'list';
    default:
      return 'json';
  }
}
