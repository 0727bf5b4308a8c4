import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'smol-toml';
import { isSame, valueAt } from '../../../src/clients/entry-check.ts';
import { scanToml } from '../../../src/clients/toml-scanner.ts';

const DOCUMENT = `
top = 1 # a = 2
"quoted key" = 'literal \\ "'
site."example.com".'x y' = true
3.14 = "pi"
escaped = "a\\"b # no \\\\"
multi = """first \\
  second "" ' ]
[no.table]
no = 1
five"""""
raw = '''
x = '' "
''''
date = 1979-05-27T07:32:00Z # z
local = 1979-05-27 07:32:00.5
time = 07:32:00
numbers = [ 1_000, 0xff, -1e3, nan, # ]
  [ "a,]", 'b' ], { c = "}" },
]
empty = []
  indented.key = { a = 1, b.c = [ { d = "," } ], "e" = {} }
[ table . "sub.key" ] # comment [x]
k = "v"
[[many]]
n = 1
[[many]]
n = 2
`;

for (const [ending, text] of [
  ['LF', DOCUMENT],
  ['CRLF', DOCUMENT.replaceAll('\n', '\r\n')],
] as const) {
  test(`the scanner finds every statement that the parser finds (${ending})`, () => {
    const statements = scanToml(text);
    const document = parse(text);
    let pairs = 0;
    for (const statement of statements) {
      assert.equal(text.slice(statement.start, statement.keyStart).trim(), '');
      if (statement.kind !== 'pair') continue;
      const value = parse(`v = ${text.slice(statement.valueStart, statement.valueEnd)}`)['v'];
      if (statement.path[0] === 'many') continue;
      pairs += 1;
      assert.ok(isSame(valueAt(document, statement.path), value), statement.path.join(' / '));
    }
    assert.equal(pairs, 14);
    assert.deepEqual(
      statements.filter(({ kind }) => kind !== 'pair').map(({ kind, path }) => [kind, ...path]),
      [
        ['header', 'table', 'sub.key'],
        ['array', 'many'],
        ['array', 'many'],
      ],
    );
  });
}
