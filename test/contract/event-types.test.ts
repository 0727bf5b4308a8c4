import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { EVENT_TYPES } from '../../src/sessions/events/event.ts';
import { EVENT_SCHEMAS } from '../../src/tools/events/event-schemas.ts';
import { PROJECT_ROOT } from '../support/codez-process.ts';

const manual = readFileSync(join(PROJECT_ROOT, 'man', 'codez-events.7'), 'utf8');

for (const type of EVENT_TYPES) {
  test(`${type} has a schema, each field of it described, and its place in the manual [sessions.events.types]`, () => {
    const { description, properties, additionalProperties } = z.toJSONSchema(EVENT_SCHEMAS[type]);
    assert.ok(description);
    assert.equal(additionalProperties, false);
    for (const [name, field] of Object.entries(properties ?? {})) {
      assert.ok((field as { description?: string }).description, name);
      assert.ok(manual.includes(name), `the manual lacks ${name}`);
    }
    assert.ok(manual.includes(type), `the manual lacks ${type}`);
  });
}

test('no schema is for an event that does not exist [sessions.events.types]', () => {
  assert.deepEqual(Object.keys(EVENT_SCHEMAS).sort(), [...EVENT_TYPES].sort());
});
