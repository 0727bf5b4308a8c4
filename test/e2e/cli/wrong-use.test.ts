import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, runCodez } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = scratchFolder();
const codez = (...args: string[]) => runCodez(args, cleanEnvironment(folder));

/** Arguments, what the error names, and the usage line that is shown. */
const CASES: readonly [args: string[], message: RegExp, usage: string][] = [
  [['srve'], /^error: Unknown command 'srve'$/m, 'codez COMMAND [OPTIONS]'],
  [['--prot', '1'], /^error: Unknown option '--prot'$/m, 'codez COMMAND [OPTIONS]'],
  [['serve', '--prot', '1'], /^error: Unknown option '--prot'$/m, 'codez serve [OPTIONS]'],
  [['serve', '--port'], /^error: Option '--port <PORT>' argument missing$/m, 'codez serve [OPTIONS]'],
  [['serve', 'now'], /^error: Too many arguments for 'serve'/m, 'codez serve [OPTIONS]'],
  [['config'], /^error: Missing required argument 'client'$/m, 'codez config CLIENT [OPTIONS]'],
  [['config', 'emacs'], /^error: Command-argument value 'emacs' is invalid/m, 'codez config CLIENT [OPTIONS]'],
  [
    ['config', 'claude', '--scope', 'all'],
    /value 'all' argument missing|'all' is invalid/,
    'codez config CLIENT [OPTIONS]',
  ],
  [['store'], /^error: codez store needs a verb$/m, 'codez store verify|compact|export|import|backup [OPTIONS]'],
  [
    ['store', 'verfy'],
    /^error: Unknown command 'verfy'$/m,
    'codez store verify|compact|export|import|backup [OPTIONS]',
  ],
  [['store', 'import'], /^error: Missing required argument 'file'$/m, 'codez store import FILE [OPTIONS]'],
  [['call'], /^error: Missing required argument 'tool'$/m, 'codez call TOOL [ARGUMENTS...] [OPTIONS]'],
  [['call', '--frob'], /^error: Unknown option '--frob'$/m, 'codez call TOOL [ARGUMENTS...] [OPTIONS]'],
  [['mcp'], /^error: Option --stdio is missing$/m, 'codez mcp --stdio'],
];

test('wrong use ends with 2, names what is wrong, shows the usage line and says what to do [cli.exit.usage, cli.errors.three-parts]', async () => {
  for (const [args, message, usage] of CASES) {
    const { code, stdout, stderr } = await codez(...args);
    const line = args.join(' ');
    assert.equal(code, 2, line);
    assert.equal(stdout, '', line);
    assert.match(stderr, message, line);
    assert.ok(stderr.includes(`\nusage: ${usage}\n`), `${line}: ${stderr}`);
    assert.match(stderr, /^hint: {2}\S/m, line);
    assert.doesNotMatch(stderr, /^\s+at /m, line);
  }
  assert.equal(existsSync(join(folder, '.codez')), false, 'wrong use writes nothing');
});

test('an unknown command and an unknown option name the nearest [cli.unknown-command]', async () => {
  assert.match((await codez('srve')).stderr, /Did you mean serve\?/);
  assert.match((await codez('stattus')).stderr, /Did you mean status\?/);
  assert.match((await codez('serve', '--prot', '1')).stderr, /Did you mean --port\?/);
});

test('with --json an error is one JSON line on stderr, with code, message and hint [cli.json]', async () => {
  const { code, stdout, stderr } = await codez('stop', '--frob', '--json');
  assert.equal(code, 2);
  assert.equal(stdout, '');
  const { error } = JSON.parse(stderr) as { error: Record<string, string> };
  assert.deepEqual(Object.keys(error), ['code', 'message', 'hint']);
  assert.deepEqual([error['code'], error['message']], ['invalid', "Unknown option '--frob'"]);
});

test('a stack trace is shown with --verbose only [cli.errors.no-trace]', async () => {
  const plain = await codez('call', 'memory_retrieve_it');
  const verbose = await codez('call', 'memory_retrieve_it', '--verbose');
  assert.doesNotMatch(plain.stderr, /^\s+at /m);
  assert.match(verbose.stderr, /^\s+at .*\.js:\d+/m);
  assert.deepEqual([plain.code, verbose.code], [3, 3]);
});
