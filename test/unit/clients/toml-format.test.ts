import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tomlFormat } from '../../../src/clients/toml-format.ts';

const PATH = ['mcp_servers', 'codez'];
const VALUE = { url: 'http://h/mcp', tool_timeout_sec: 630 };
const BLOCK = '[mcp_servers.codez]\nurl = "http://h/mcp"\ntool_timeout_sec = 630\n';

/** `text` → `expected` by inserting; `text` again by removing unless `left` says what remains. */
const INSERTIONS: readonly { name: string; text: string; expected: string; left?: string }[] = [
  { name: 'no text at all', text: '', expected: BLOCK },
  { name: 'a comment only', text: '# mine\n', expected: `# mine\n\n${BLOCK}` },
  { name: 'settings', text: 'model = "x"\n', expected: `model = "x"\n\n${BLOCK}` },
  { name: 'no line end at the end', text: 'a = 1', expected: `a = 1\n\n${BLOCK}`.trimEnd() },
  { name: 'a blank line at the end', text: 'a = 1\n\n', expected: `a = 1\n\n${BLOCK}`, left: 'a = 1\n' },
  {
    name: 'CRLF',
    text: '# c\r\na = 1\r\n[x]\r\nb = """\r\ny\r\n"""\r\n',
    expected: `# c\r\na = 1\r\n[x]\r\nb = """\r\ny\r\n"""\r\n\r\n${BLOCK.replaceAll('\n', '\r\n')}`,
  },
  {
    name: 'foreign servers and what follows them',
    text: '[mcp_servers.a]\ncommand = "x" # run\n\n[mcp_servers.a.env]\nK = "v"\n\n[[list]]\nb = 1\n\n[[list]]\nb = 2\n',
    expected: `[mcp_servers.a]\ncommand = "x" # run\n\n[mcp_servers.a.env]\nK = "v"\n\n[[list]]\nb = 1\n\n[[list]]\nb = 2\n\n${BLOCK}`,
  },
  {
    name: 'servers by dotted keys',
    text: 'mcp_servers.a.command = "x"\n[z]\nq = 1\n',
    expected: `mcp_servers.a.command = "x"\n[z]\nq = 1\n\n${BLOCK}`,
  },
  {
    name: 'a table of servers',
    text: '[mcp_servers]\na = { command = "x" }\n\n[z]\nq = 1\n',
    expected:
      '[mcp_servers]\na = { command = "x" }\ncodez = { url = "http://h/mcp", tool_timeout_sec = 630 }\n\n[z]\nq = 1\n',
  },
  {
    name: 'an inline table of servers',
    text: 'mcp_servers = { a = { command = "}" } } # all\n[z]\nq = 1\n',
    expected:
      'mcp_servers = { a = { command = "}" }, codez = { url = "http://h/mcp", tool_timeout_sec = 630 } } # all\n[z]\nq = 1\n',
  },
  {
    name: 'an empty inline table of servers',
    text: 'mcp_servers = {}\n',
    expected: 'mcp_servers = { codez = { url = "http://h/mcp", tool_timeout_sec = 630 } }\n',
  },
  {
    name: 'strings and comments that look like tables',
    text: 'a = """\n[mcp_servers.codez]\n"""\nb = \'[mcp_servers.codez]\' # [mcp_servers.codez]\nc = [ "]", # ]\n  \'\'\'[x]\'\'\' ]\nd = """a""""\n"mcp_servers.codez" = 1\n',
    expected: `a = """\n[mcp_servers.codez]\n"""\nb = '[mcp_servers.codez]' # [mcp_servers.codez]\nc = [ "]", # ]\n  '''[x]''' ]\nd = """a""""\n"mcp_servers.codez" = 1\n\n${BLOCK}`,
  },
  {
    name: 'unicode, dates and large numbers',
    text: '"ключ ✔" = "日本"\nd = 1979-05-27 07:32:00\nn = 9223372036854775807\nf = inf\n',
    expected: `"ключ ✔" = "日本"\nd = 1979-05-27 07:32:00\nn = 9223372036854775807\nf = inf\n\n${BLOCK}`,
  },
];

for (const { name, text, expected, left } of INSERTIONS) {
  test(`TOML, ${name}: inserting touches nothing else and removing takes it back [config.only-entry]`, () => {
    const patched = tomlFormat.set(text, PATH, VALUE);
    assert.equal(patched, expected);
    assert.equal(tomlFormat.remove(patched, PATH), left ?? text);
  });
}

const REMOVALS: readonly { name: string; text: string; expected: string }[] = [
  {
    name: 'a table in the middle, comments above and below stay',
    text: '[a]\nx = 1\n\n# ours\n[mcp_servers.codez] # here\nurl = "x" # y\n# inside\nb = [\n  1,\n]\n# of b\n\n[b]\ny = 2\n',
    expected: '[a]\nx = 1\n\n# ours\n# of b\n\n[b]\ny = 2\n',
  },
  {
    name: 'sub-tables far away',
    text: '[mcp_servers.codez.tools.x]\nm = 1\n\n[mcp_servers.a]\nu = 1\n\n[mcp_servers."codez"]\nurl = "x"\n\n[z]\n',
    expected: '[mcp_servers.a]\nu = 1\n\n[z]\n',
  },
  {
    name: 'dotted keys',
    text: 'mcp_servers.codez.url = "x"\nmcp_servers . "codez" . n = 1\nmcp_servers.codezz.url = "y"\n',
    expected: 'mcp_servers.codezz.url = "y"\n',
  },
  {
    name: 'the first of an inline table',
    text: 'mcp_servers = { codez = { url = "x" }, a = {} }\n',
    expected: 'mcp_servers = { a = {} }\n',
  },
  {
    name: 'the only one of an inline table',
    text: 'mcp_servers = { codez.url = "x" }\n',
    expected: 'mcp_servers = {}\n',
  },
  {
    name: 'the last of an inline table',
    text: 'mcp_servers = { a = {}, codez.url = "x", codez.n = 1 }',
    expected: 'mcp_servers = { a = {} }',
  },
  { name: 'what is not there', text: '[mcp_servers]\n', expected: '[mcp_servers]\n' },
  { name: 'the last line without an end', text: 'a = 1\nmcp_servers.codez.url = "x"', expected: 'a = 1' },
];

for (const { name, text, expected } of REMOVALS) {
  test(`TOML, removing ${name} [config.remove]`, () => {
    assert.equal(tomlFormat.remove(text, PATH), expected);
  });
}

const VALUES: readonly { name: string; text: string; expected: string }[] = [
  {
    name: 'in a table, comment kept',
    text: '[mcp_servers.codez]\nurl = "old" # where\n[z]\n',
    expected: '[mcp_servers.codez]\nurl = "new" # where\n[z]\n',
  },
  {
    name: 'missing in a table',
    text: '[mcp_servers.codez] # t\nn = 1\n\n# of z\n[z]\n',
    expected: '[mcp_servers.codez] # t\nn = 1\nurl = "new"\n\n# of z\n[z]\n',
  },
  {
    name: 'missing in an empty table at the end',
    text: '[mcp_servers.codez]',
    expected: '[mcp_servers.codez]\nurl = "new"',
  },
  {
    name: 'in an inline table',
    text: "[mcp_servers]\ncodez = { n = 1, url = 'old' }\n",
    expected: '[mcp_servers]\ncodez = { n = 1, url = "new" }\n',
  },
  {
    name: 'missing in an inline table',
    text: 'mcp_servers = { codez = { n = 1 } }\n',
    expected: 'mcp_servers = { codez = { n = 1, url = "new" } }\n',
  },
  {
    name: 'missing where only a sub-table stands',
    text: '[mcp_servers.codez.tools.x]\nmode = "auto"\n',
    expected: '[mcp_servers.codez.tools.x]\nmode = "auto"\n\n[mcp_servers.codez]\nurl = "new"\n',
  },
  {
    name: 'by a dotted key',
    text: '[mcp_servers]\ncodez.url = """old"""\n',
    expected: '[mcp_servers]\ncodez.url = "new"\n',
  },
];

for (const { name, text, expected } of VALUES) {
  test(`TOML, a value ${name} is set alone [config.only-entry]`, () => {
    assert.equal(tomlFormat.set(text, [...PATH, 'url'], 'new'), expected);
  });
}

const FAULTS: readonly { name: string; text: string; line: number; column: number }[] = [
  { name: 'a value missing', text: 'a = 1\nb =\n', line: 2, column: 4 },
  { name: 'a table given twice', text: '[a]\n[a]\n', line: 2, column: 2 },
  { name: 'an open string', text: 'a = "x\n', line: 1, column: 7 },
  { name: 'servers that are no table', text: 'z = 1\nmcp_servers = 3\n', line: 2, column: 1 },
  { name: 'servers that are an array of tables', text: '[[mcp_servers]]\na = 1\n', line: 1, column: 1 },
];

for (const { name, text, line, column } of FAULTS) {
  test(`TOML, ${name} is refused with its position [config.invalid-file]`, () => {
    assert.throws(() => tomlFormat.set(text, PATH, VALUE), { name: 'SyntaxFault', line, column });
  });
}
