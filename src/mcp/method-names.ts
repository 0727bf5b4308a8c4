const DOTTED = [
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/create',
  'resources/update',
  'resources/delete',
] as const;

const VERB_FIRST: Readonly<Record<string, string>> = {
  list_tools: 'tools/list',
  call_tool: 'tools/call',
  list_resources: 'resources/list',
  list_resource_templates: 'resources/templates/list',
  read_resource: 'resources/read',
  create_resource: 'resources/create',
  update_resource: 'resources/update',
  delete_resource: 'resources/delete',
};

const ALIASES = new Map<string, string>([
  ...DOTTED.map((method) => [method.replaceAll('/', '.'), method] as const),
  ...Object.entries(VERB_FIRST),
]);

/** Returns the protocol's name of a method: `tools.list` and `list_tools` are `tools/list`. */
export function canonicalMethod(method: string): string {
  return ALIASES.get(method) ?? method;
}
