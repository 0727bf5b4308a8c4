type JsonSchema = Readonly<Record<string, unknown>>;

const ERROR_PROPERTY: JsonSchema = {
  type: 'object',
  description: 'Present instead of the result when the call failed.',
  properties: {
    code: { type: 'string' },
    message: { type: 'string', description: 'What happened and why.' },
    hint: { type: 'string', description: 'What to do next.' },
    fields: { type: 'object', description: 'Field name to what is wrong with it.' },
  },
  required: ['code', 'message', 'hint'],
};

const forms = new WeakMap<JsonSchema, JsonSchema>();

/**
 * Returns a tool's output schema widened by the form of a failure, `{error: {code, message, hint}}`: clients that
 * check `structuredContent` against the schema check that of failures too, and would hide the error otherwise.
 */
export function withErrorForm(schema: JsonSchema): JsonSchema {
  let widened = forms.get(schema);
  if (widened === undefined) {
    const { required, properties, ...rest } = schema;
    const own = (properties as JsonSchema | undefined)?.['error'];
    // A result may have an `error` of its own, e.g. why a turn failed that the call asks about.
    const description = 'Why it failed, or, instead of the result, why the call did.';
    const error = own === undefined ? ERROR_PROPERTY : { description, anyOf: [own, ERROR_PROPERTY] };
    widened = {
      ...rest,
      properties: { ...(properties as JsonSchema), error },
      anyOf: [{ required: required ?? [] }, { required: ['error'] }],
    };
    forms.set(schema, widened);
  }
  return widened;
}
