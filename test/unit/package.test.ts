import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../support/codez-process.ts';

interface PackageJson {
  readonly version: string;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly bin: Readonly<Record<string, string>>;
  readonly man?: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<Record<string, { readonly engines?: { readonly node?: string } }>>;
}

const read = <T>(name: string): T => JSON.parse(readFileSync(join(PROJECT_ROOT, name), 'utf8')) as T;
const manifest = read<PackageJson>('package.json');

/** Our oldest Node. */
const OLDEST = [20, 19, 0] as const;

test('package.json accepts Node 20.19, and so does every package it brings [product.engines]', () => {
  assert.equal(manifest.engines.node, '>=20.19');
  const refused = Object.entries(read<Lock>('package-lock.json').packages)
    .map(([name, { engines }]) => [name, engines?.node] as const)
    .filter(([, range]) => range !== undefined && !range.split('||').some(accepts));
  assert.deepEqual(refused, []);
});

test('every package of ours is allowed newer Node versions than the oldest [product.engines]', () => {
  for (const [name, { engines }] of Object.entries(read<Lock>('package-lock.json').packages)) {
    assert.doesNotMatch(engines?.node ?? '', /</, `${name} has an upper bound`);
  }
});

test('what package.json names is there: the binary and the manual pages [cli.man]', () => {
  for (const file of [...Object.values(manifest.bin), ...(manifest.man ?? [])]) {
    assert.ok(existsSync(join(PROJECT_ROOT, file)), file);
  }
  assert.ok(manifest.man?.includes('man/codez.1') || manifest.man?.includes('./man/codez.1'));
  assert.equal(manifest.license, 'MIT');
});

/** Whether one alternative of a range (`>=18.2`, `^20.1`, `*`) takes our oldest version. */
function accepts(alternative: string): boolean {
  const match = /^\s*(>=|\^|~|)\s*(\*|x|\d+(?:\.(?:\d+|x))*)\s*$/.exec(alternative);
  if (match === null) return false;
  const [, operator, version = ''] = match;
  const parts = version.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : 0));
  const [major = 0, minor = 0, patch = 0] = parts;
  const isAtMostOurs =
    major < OLDEST[0] || (major === OLDEST[0] && (minor < OLDEST[1] || (minor === OLDEST[1] && patch <= OLDEST[2])));
  return version === '*' || (isAtMostOurs && (operator === '>=' || major === OLDEST[0]));
}
