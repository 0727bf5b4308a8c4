import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCommandReference } from '../../../src/cli/command-reference.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { PROJECT_ROOT } from '../../support/codez-process.ts';

test('each file in commands/ is in the table of commands, and nothing else is', () => {
  const files = readdirSync(join(PROJECT_ROOT, 'src', 'cli', 'commands')).map((file) => file.replace('.ts', ''));
  assert.deepEqual(COMMANDS.map(({ name }) => name).sort(), files.sort());
});

test('every command says what it does in sentences, and every option has one name only', async () => {
  for (const { entry, definition, runnable } of await loadCommandReference(COMMANDS)) {
    for (const text of [entry.summary, ...definition.description]) assert.match(text, /^[A-Z].*\.$/s, entry.name);
    for (const { name, summary, options } of runnable) {
      assert.match(summary, /^[A-Z].*\.$/, name);
      for (const { description, flag } of options) assert.match(description, /^[A-Z].*\.$/s, `${name} --${flag}`);
      const flags = options.map(({ flag }) => flag);
      assert.equal(new Set(flags).size, flags.length, name);
    }
  }
});
