import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type App, createApp } from '../../src/app/create-app.ts';
import { resolvePaths } from '../../src/config/paths.ts';
import { resolveSettings } from '../../src/config/resolve-settings.ts';
import { CodezError } from '../../src/core/errors.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { OWNER, OWNER_ADMIN } from '../../src/core/principal.ts';
import { HIDDEN_SCOPES, hasScope, SCOPES } from '../../src/core/scopes.ts';
import { CATALOG } from '../../src/tools/catalog.ts';
import { PERSONS_OWN } from '../../src/tools/persons-own.ts';
import { TOOL_GROUPS } from '../../src/tools/tool.ts';
import type { ToolDescription } from '../../src/tools/tool-invoker.ts';
import { PROJECT_ROOT } from '../support/codez-process.ts';
import { scratchFolder } from '../support/scratch.ts';

// What every operation must fulfil, whoever writes it.

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** With every scope there is, which nobody has. */
const EVERYBODY = { ...OWNER_ADMIN, scopes: new Set(SCOPES) };

let app: App;
let descriptions: ReadonlyMap<string, ToolDescription>;
before(async () => {
  const home = join(scratchFolder(), 'home');
  const where = { env: {}, userHome: home };
  const { settings } = resolveSettings({ ...where, flags: { home }, configFile: undefined, cwd: home });
  const paths = resolvePaths(home);
  app = await createApp({ ...where, paths, settings, logger: silentLogger, version: '0.0.0-test', waitMs: 0 });
  descriptions = new Map((await app.invoker.list(EVERYBODY)).map((tool) => [tool.name, tool]));
});
after(async () => {
  await app.close();
});

test('each file of tools/<group>/ that defines a tool stands in the catalog, and only those [product.one-registry, product.lists]', () => {
  const folder = join(PROJECT_ROOT, 'src', 'tools');
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(folder, name)));
  const named = CATALOG.map(({ name }) => `${name.replaceAll('_', '-')}.ts`);
  assert.deepEqual(
    named.filter((file) => !files.includes(file)),
    [],
  );
  const prefixes = new Set(CATALOG.map(({ name }) => name.split('_')[0]));
  const looksLikeTool = files.filter((file) => /^[a-z]+(-[a-z]+)+\.ts$/.test(file) && prefixes.has(file.split('-')[0]));
  assert.deepEqual(
    looksLikeTool.filter((file) => !named.includes(file) && file !== 'resource-uri.ts'),
    [],
  );
  assert.equal(new Set(named).size, named.length);
});

for (const tool of CATALOG) {
  const described = (): ToolDescription => {
    const description = descriptions.get(tool.name);
    assert.ok(description, `${tool.name} is listed`);
    return description;
  };

  test(`${tool.name}: name, title, description, group and scope [product.one-registry]`, () => {
    assert.match(tool.name, /^[a-z]+(_[a-z]+)+$/);
    assert.ok(tool.title.length > 2 && tool.title.length < 60);
    assert.ok(tool.description.length >= 40 && tool.description.length < 1500, tool.description);
    assert.match(tool.description, /\.$/);
    assert.ok(tool.group === 'admin' || TOOL_GROUPS.includes(tool.group));
    assert.ok(SCOPES.includes(tool.scope));
    assert.equal(tool.group === 'admin', HIDDEN_SCOPES.has(tool.scope));
  });

  test(`${tool.name}: annotations are complete and do not contradict each other [product.one-registry]`, () => {
    const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = tool.annotations;
    for (const hint of [readOnlyHint, destructiveHint, idempotentHint, openWorldHint])
      assert.equal(typeof hint, 'boolean');
    assert.ok(!(readOnlyHint && destructiveHint), 'what only reads destroys nothing');
  });

  test(`${tool.name}: schemas are objects, closed, with every field described [product.one-registry]`, () => {
    const { inputSchema, outputSchema } = described();
    for (const [which, schema] of [
      ['input', inputSchema],
      ['output', outputSchema],
    ] as const) {
      assert.equal((schema as Schema).type, 'object');
      assert.equal((schema as Schema).additionalProperties, false, `${which} takes no unknown fields`);
      assertDescribed(schema as Schema, which);
    }
    assert.doesNotThrow(() => JSON.stringify([inputSchema, outputSchema]));
  });

  test(`${tool.name}: aliases and the main argument name fields that exist [product.one-registry]`, () => {
    const fields = Object.keys((described().inputSchema as Schema).properties ?? {});
    for (const [alias, name] of Object.entries(tool.aliases ?? {})) {
      assert.ok(fields.includes(name), `${alias} stands for ${name}`);
      assert.ok(!fields.includes(alias), `${alias} is no field itself`);
    }
    if (tool.main !== undefined) assert.ok(fields.includes(tool.main), tool.main);
  });

  test(`${tool.name}: an unknown argument is refused by its name [product.one-registry]`, async () => {
    const context = { principal: EVERYBODY, door: 'cli' } as const;
    await assert.rejects(app.invoker.call(tool.name, { no_such_argument: 1 }, context), (error) => {
      assert.ok(error instanceof CodezError);
      assert.equal(error.code, 'invalid');
      assert.ok('no_such_argument' in (error.fields ?? {}), JSON.stringify(error.fields));
      return true;
    });
  });

  test(`${tool.name}: without its scope a call is refused [access.scope]`, async () => {
    // Neither the scope itself nor a wider one.
    const scopes = new Set(SCOPES.filter((scope) => !hasScope(new Set([scope]), tool.scope)));
    const context = { principal: { ...OWNER, scopes }, door: 'rest' } as const;
    await assert.rejects(app.invoker.call(tool.name, {}, context), (error) => {
      assert.ok(error instanceof CodezError);
      // Some look as if they did not exist; others say which scope is missing.
      const isHidden = HIDDEN_SCOPES.has(tool.scope);
      assert.equal(error.code, isHidden ? 'not_found' : 'forbidden');
      if (!isHidden) assert.match(error.message, new RegExp(`insufficient_scope.*\\b${tool.scope}\\b`));
      return true;
    });
    assert.ok(!(await app.invoker.list(context.principal)).some(({ name }) => name === tool.name));
  });
}

function assertDescribed(schema: Schema, path: string): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    assert.ok((property.description ?? '').length > 5, `${path}.${name} has no description`);
    assertDescribed(property, `${path}.${name}`);
    if (property.items !== undefined) assertDescribed(property.items, `${path}.${name}[]`);
  }
}

test('what changes who may do what is up to a person, never to an agent that runs their command [access.oauth.owner.local]', () => {
  const admin = CATALOG.filter(({ scope }) => scope === 'admin');
  const free = admin.filter(({ name }) => !PERSONS_OWN.has(name));
  const changing = free.filter(({ annotations }) => !annotations.readOnlyHint).map(({ name }) => name);
  assert.deepEqual(changing.sort(), ['index_rebuild', 'store_backup', 'store_compact']);
  for (const name of ['owner_add', 'host_add', 'host_rotate', 'store_import', 'login_link', 'trust_folder']) {
    assert.ok(PERSONS_OWN.has(name), name);
  }
});
