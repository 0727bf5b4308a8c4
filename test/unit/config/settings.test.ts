import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { loadCommandReference } from '../../../src/cli/command-reference.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import type { Setting } from '../../../src/config/setting.ts';
import { SETTING_NAMES, SETTINGS } from '../../../src/config/settings.ts';

const ALL: readonly Setting[] = SETTING_NAMES.map((name) => SETTINGS[name]);

test('every setting has an option, a variable and a key of its own [cli.precedence]', () => {
  const keys = ALL.map(({ key }) => key);
  // The config file lies in the home: it cannot say where the home is.
  assert.deepEqual(
    SETTING_NAMES.filter((name) => (SETTINGS[name] as Setting).key === undefined),
    ['home'],
  );
  for (const names of [ALL.map(({ flag }) => flag), ALL.map(({ variable }) => variable), keys]) {
    assert.equal(new Set(names).size, ALL.length);
  }
  for (const { flag, variable, key } of ALL) {
    assert.match(flag, /^[a-z]+(-[a-z]+)*$/);
    assert.match(variable, /^(CODEZ|MCP|AUTHKIT)(_[A-Z]+)+$/);
    assert.match(key ?? 'home', /^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)?$/);
  }
});

test('every default is a value its own schema takes', () => {
  for (const { schema, fallback, flag } of ALL) assert.ok(schema(z).safeParse(fallback).success, flag);
});

test('every description is a sentence, and every setting belongs to commands that exist', async () => {
  const commands = await loadCommandReference(COMMANDS);
  const known = new Set(commands.flatMap(({ runnable }) => runnable.map(({ name }) => name)));
  for (const { description, commands, flag } of ALL) {
    assert.match(description, /^[A-Z].*[.]$/, flag);
    for (const command of commands === 'all' ? [] : commands) assert.ok(known.has(command), `${flag}: ${command}`);
  }
});
