import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ADMIN_FILES, createAdminPages } from '../../../src/pages/admin-pages.ts';
import { PROJECT_ROOT } from '../../support/codez-process.ts';

const FOLDER = join(PROJECT_ROOT, 'templates', 'admin');

test('every file of the pages is served, and no other', () => {
  assert.deepEqual([...ADMIN_FILES].sort(), readdirSync(FOLDER).sort());
});

test('files have a type that browsers take them for, and are read once [pages.door.files]', async () => {
  const pages = createAdminPages();
  for (const name of ADMIN_FILES) {
    const { type, body } = await pages.read(name);
    assert.match(type, /^(text\/(html|css|javascript); charset=utf-8|image\/svg\+xml)$/, name);
    assert.ok(body.length > 0, name);
    assert.equal(await pages.read(name), await pages.read(name));
  }
});

test('the files name no other host, and hold no script or style inline [pages.door.files]', async () => {
  const pages = createAdminPages();
  for (const name of ADMIN_FILES) {
    const text = (await pages.read(name)).body.toString();
    assert.ok(
      !/\bon\w+="|<style|style="|javascript:|innerHTML|insertAdjacentHTML|document\.write|eval\(/.test(text),
      name,
    );
    assert.ok(!/<script(?![^>]* src=)/.test(text), name);
    const addresses = [...text.matchAll(/https?:\/\/[^\s'"`)]+/g)].map(([address]) => address);
    assert.deepEqual(
      addresses.filter((address) => address !== 'http://www.w3.org/2000/svg'),
      [],
      name,
    );
  }
});

test('a file that the package lacks is an error, and is looked for again', async () => {
  const pages = createAdminPages(new URL('file:///nonexistent/'));
  await assert.rejects(pages.read('index.html'), /ENOENT/);
  await assert.rejects(pages.read('index.html'), /ENOENT/);
});
