import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonFormat } from '../../../src/clients/json-format.ts';

const PATH = ['mcpServers', 'codez'];
const VALUE = { type: 'http', url: 'http://h/mcp' };
const ONE_LINE = '{"type":"http","url":"http://h/mcp"}';

/** `text` → `expected` by inserting; `text` again by removing unless `left` says what remains. */
const INSERTIONS: readonly { name: string; text: string; expected: string; left?: string }[] = [
  {
    name: 'no text at all',
    text: '',
    expected:
      '{\n  "mcpServers": {\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}\n',
    left: '{\n  "mcpServers": {}\n}\n',
  },
  {
    name: 'a comment only',
    text: '// nothing yet',
    expected:
      '// nothing yet\n{\n  "mcpServers": {\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}\n',
    left: '// nothing yet\n{\n  "mcpServers": {}\n}\n',
  },
  {
    name: 'an empty object',
    text: '{}',
    expected: '{\n  "mcpServers": {\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}',
    left: '{\n  "mcpServers": {}\n}',
  },
  {
    name: 'an empty object over two lines',
    text: '{\n}\n',
    expected:
      '{\n  "mcpServers": {\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}\n',
    left: '{\n  "mcpServers": {}\n}\n',
  },
  {
    name: 'other settings, no servers',
    text: '{\n  "theme": "dark",\n  "n": 12345678901234567890\n}\n',
    expected:
      '{\n  "theme": "dark",\n  "n": 12345678901234567890,\n  "mcpServers": {\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}\n',
    left: '{\n  "theme": "dark",\n  "n": 12345678901234567890,\n  "mcpServers": {}\n}\n',
  },
  {
    name: 'no servers yet',
    text: '{\n  "mcpServers": {}\n}\n',
    expected:
      '{\n  "mcpServers": {\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}\n',
  },
  {
    name: 'foreign servers, four blanks',
    text: '{\n    "mcpServers": {\n        "a": { "command": "x" }\n    },\n    "z": 1\n}\n',
    expected:
      '{\n    "mcpServers": {\n        "a": { "command": "x" },\n        "codez": {\n            "type": "http",\n            "url": "http://h/mcp"\n        }\n    },\n    "z": 1\n}\n',
  },
  {
    name: 'tabs',
    text: '{\n\t"mcpServers": {\n\t\t"a": {}\n\t}\n}',
    expected:
      '{\n\t"mcpServers": {\n\t\t"a": {},\n\t\t"codez": {\n\t\t\t"type": "http",\n\t\t\t"url": "http://h/mcp"\n\t\t}\n\t}\n}',
  },
  {
    name: 'CRLF',
    text: '{\r\n  "mcpServers": {\r\n    "a": {}\r\n  }\r\n}\r\n',
    expected:
      '{\r\n  "mcpServers": {\r\n    "a": {},\r\n    "codez": {\r\n      "type": "http",\r\n      "url": "http://h/mcp"\r\n    }\r\n  }\r\n}\r\n',
  },
  {
    name: 'comments around, before, behind and inside',
    text: '// top\n{ // open\n  /* servers */ "mcpServers": { // list\n    "a": {} // last\n    // end of list\n  } /* after */\n  // end\n}\n// bottom\n',
    expected:
      '// top\n{ // open\n  /* servers */ "mcpServers": { // list\n    "a": {}, // last\n    // end of list\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  } /* after */\n  // end\n}\n// bottom\n',
  },
  {
    name: 'a commented list without servers',
    text: '{\n  "mcpServers": {\n    // none\n  }\n}\n',
    expected:
      '{\n  "mcpServers": {\n    // none\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}\n',
  },
  {
    name: 'trailing commas',
    text: '{\n  "mcpServers": {\n    "a": {},\n  },\n}\n',
    expected:
      '{\n  "mcpServers": {\n    "a": {},\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    },\n  },\n}\n',
  },
  {
    name: 'one dense line',
    text: '{"a":1,"mcpServers":{"b":{}}}',
    expected: `{"a":1,"mcpServers":{"b":{},"codez":${ONE_LINE}}}`,
  },
  {
    name: 'one dense line without servers',
    text: '{"a":1}',
    expected: `{"a":1,"mcpServers":{"codez":${ONE_LINE}}}`,
    left: '{"a":1,"mcpServers":{}}',
  },
  {
    name: 'one dense line with an empty list',
    text: '{"mcpServers":{},"a":1}',
    expected: `{"mcpServers":{"codez":${ONE_LINE}},"a":1}`,
  },
  {
    name: 'one airy line',
    text: '{ "mcpServers": { "b": {} } }',
    expected: `{ "mcpServers": { "b": {}, "codez": ${ONE_LINE} } }`,
  },
  {
    name: 'a line comment behind a one-line list',
    text: '{"mcpServers": {"b": {} // x\n}}',
    expected: `{"mcpServers": {"b": {},"codez":${ONE_LINE} // x\n}}`,
  },
  {
    name: 'a brace behind the last value',
    text: '{\n  "mcpServers": {\n    "a": {} } }\n',
    expected:
      '{\n  "mcpServers": {\n    "a": {},\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  } }\n',
    left: '{\n  "mcpServers": {\n    "a": {}\n  } }\n',
  },
  {
    name: 'unicode, escapes and look-alikes in strings',
    text: '{\n  "ключ ✔": "\\"mcpServers\\": { // no }",\n  "mcp\\u0053ervers": {\n    "日本": {"a": "}"}\n  }\n}\n',
    expected:
      '{\n  "ключ ✔": "\\"mcpServers\\": { // no }",\n  "mcp\\u0053ervers": {\n    "日本": {"a": "}"},\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}\n',
  },
  {
    name: 'a list given twice (the last one counts)',
    text: '{\n  "mcpServers": {},\n  "mcpServers": {\n    "b": {}\n  }\n}\n',
    expected:
      '{\n  "mcpServers": {},\n  "mcpServers": {\n    "b": {},\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}\n',
  },
];

for (const { name, text, expected, left } of INSERTIONS) {
  test(`JSON, ${name}: inserting touches nothing else and removing takes it back [config.only-entry]`, () => {
    const patched = jsonFormat.set(text, PATH, VALUE);
    assert.equal(patched, expected);
    assert.equal(jsonFormat.remove(patched, PATH), left ?? text);
  });
}

const REPLACEMENTS: readonly { name: string; text: string; expected: string }[] = [
  {
    name: 'in the middle',
    text: '{\n  "mcpServers": {\n    "a": {},\n    "codez": {\n      "command": "old"\n    }, // mine\n    "b": {}\n  }\n}\n',
    expected:
      '{\n  "mcpServers": {\n    "a": {},\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }, // mine\n    "b": {}\n  }\n}\n',
  },
  {
    name: 'written on one line',
    text: '{\n  "mcpServers": {\n    "codez": { "url": "x" }\n  }\n}\n',
    expected: `{\n  "mcpServers": {\n    "codez": ${ONE_LINE}\n  }\n}\n`,
  },
  {
    name: 'that is null',
    text: '{\n  "mcpServers": {\n    "codez": null\n  }\n}\n',
    expected:
      '{\n  "mcpServers": {\n    "codez": {\n      "type": "http",\n      "url": "http://h/mcp"\n    }\n  }\n}\n',
  },
];

for (const { name, text, expected } of REPLACEMENTS) {
  test(`JSON, an entry ${name} is replaced in its place [config.only-entry]`, () => {
    assert.equal(jsonFormat.set(text, PATH, VALUE), expected);
  });
}

const REMOVALS: readonly { name: string; text: string; expected: string }[] = [
  {
    name: 'the first',
    text: '{\n  "mcpServers": {\n    "codez": {},\n    // of b\n    "b": {}\n  }\n}\n',
    expected: '{\n  "mcpServers": {\n    // of b\n    "b": {}\n  }\n}\n',
  },
  {
    name: 'the middle one',
    text: '{\n  "mcpServers": {\n    "a": {},\n    "codez": {},\n    "b": {}\n  }\n}\n',
    expected: '{\n  "mcpServers": {\n    "a": {},\n    "b": {}\n  }\n}\n',
  },
  {
    name: 'the last, comments between',
    text: '{\n  "mcpServers": {\n    "a": {}, // of a\n    // of codez\n    "codez": {} // too\n  }\n}\n',
    expected: '{\n  "mcpServers": {\n    "a": {} // of a\n    // of codez\n     // too\n  }\n}\n',
  },
  {
    name: 'the middle of one line',
    text: '{"mcpServers":{"a":1, "codez":{}, "b":2}}',
    expected: '{"mcpServers":{"a":1, "b":2}}',
  },
  { name: 'twice given', text: '{"mcpServers":{"codez":1,"codez":2}}', expected: '{"mcpServers":{}}' },
  { name: 'not there', text: '{"mcpServers":{"a":1}}', expected: '{"mcpServers":{"a":1}}' },
  { name: 'no list', text: '{"mcpServers":null}', expected: '{"mcpServers":null}' },
];

for (const { name, text, expected } of REMOVALS) {
  test(`JSON, removing ${name} [config.remove]`, () => {
    assert.equal(jsonFormat.remove(text, PATH), expected);
  });
}

const FAULTS: readonly { name: string; text: string; line: number; column: number }[] = [
  { name: 'a missing comma', text: '{\n  "a": 1\n  "b": 2\n}', line: 3, column: 3 },
  { name: 'a missing brace', text: '{\n  "a": {\n}\n', line: 4, column: 1 },
  { name: 'text behind the end', text: '{}\n{}', line: 2, column: 1 },
  { name: 'an array', text: '\n  []', line: 2, column: 3 },
  { name: 'a bare word', text: '{ "a": yes }', line: 1, column: 8 },
  { name: 'servers that are no object', text: '{\n  "mcpServers": ["x"]\n}', line: 2, column: 17 },
  { name: 'a torn file', text: '{"a": "b', line: 1, column: 7 },
];

for (const { name, text, line, column } of FAULTS) {
  test(`JSON, ${name} is refused with its position [config.invalid-file]`, () => {
    assert.throws(() => jsonFormat.set(text, PATH, VALUE), { name: 'SyntaxFault', line, column });
  });
}
