import assert from 'node:assert/strict';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runCodez } from '../../support/codez-process.ts';
import { SessionsDoor } from '../../support/sessions/sessions-door.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';

let door: SessionsDoor;
let project: string;
const open = (...args: string[]): Terminal => openTerminal(['sessions', ...args], door.server.env, project);

let cleanUp = async (): Promise<void> => {};
before(async () => {
  const after = (work: () => Promise<void>): void => {
    cleanUp = work;
  };
  door = await SessionsDoor.open({ after });
  project = realpathSync(door.cwd);
});
after(() => cleanUp());

const WRITE = 'call Bash {"command":"echo yes > answered.txt"}';
const answered = (): boolean => existsSync(join(project, 'answered.txt'));

test('a permission is asked right there and answered by y; nothing is done before [cli.sessions.watch.permissions]', async () => {
  const terminal = open('prompt', '--new', WRITE);
  await terminal.see(
    /Claude asks to use Bash:\n {2}command: echo yes > answered\.txt\ny yes, n no, .*Enter later\nAllow\? $/,
  );
  assert.equal(answered(), false);
  terminal.type('perhaps\n');
  await terminal.see(/perhaps\ny yes, .*Enter later\nAllow\? $/);
  assert.equal(answered(), false);
  terminal.type('y\n');
  await terminal.see(/✓ Bash {2}echo yes > answered\.txt\n[\s\S]*\ndone in /);
  assert.equal(await terminal.ended, 0);
  assert.equal(answered(), true);
});

test('n denies and hands on the reason; Enter leaves it open [cli.sessions.watch.permissions]', async () => {
  const { session_id: id, cursor } = await door.create();
  const denied = open('prompt', id, 'call Bash {"command":"touch denied.txt"}');
  await denied.see(/Allow\? $/);
  denied.type('n use make\n');
  await denied.see(/✗ Bash {2}touch denied\.txt/);
  assert.equal(await denied.ended, 0);
  const isResolved = ({ type }: { type: string }): boolean => type === 'permission.resolved';
  const [resolved] = (await door.events(cursor, isResolved, { session_id: id })).filter(isResolved);
  assert.equal(resolved?.['behavior'], 'deny');
  assert.equal(existsSync(join(project, 'denied.txt')), false);

  const later = open('prompt', id, 'call Bash {"command":"touch later.txt"}');
  await later.see(/Allow\? $/);
  later.type('\n');
  await later.see(/left open; answer it with: codez sessions permit [0-9a-f-]{8} allow\|deny/);
  const [, request = ''] = /permit ([0-9a-f-]{8}) allow/.exec(later.text()) ?? [];
  assert.equal((await runCodez(['sessions', 'permit', request, 'allow'], door.server.env)).code, 0);
  await later.see(/allowed by owner:local/);
  assert.equal(await later.ended, 0);
});

test('an answer that was meant for a request that is gone answers no other [cli.sessions.watch.permissions]', async () => {
  const { session_id: id, cursor } = await door.create();
  const terminal = open('prompt', id, 'call Bash {"command":"echo one"}\ncall Bash {"command":"touch two.txt"}');
  await terminal.see(/Allow\? $/);
  const { request_id: first } = await door.permission(id, cursor);
  await runCodez(['sessions', 'permit', first, 'allow'], door.server.env);
  await terminal.see(/Answered elsewhere\.\nEnter shows the next request: $/);
  terminal.type('y\n');
  await terminal.see(/command: touch two\.txt\n.*\nAllow\? $/);
  assert.equal(existsSync(join(project, 'two.txt')), false);
  terminal.type('n\n');
  assert.equal(await terminal.ended, 0);
  assert.equal(existsSync(join(project, 'two.txt')), false);
});

test('questions are answered by numbers or words [cli.sessions.watch.permissions]', async () => {
  const questions = [
    { question: 'Which colour?', options: [{ label: 'Red', description: 'warm' }, { label: 'Blue' }] },
    { question: 'Which name?', options: [{ label: 'Ann' }] },
  ];
  const terminal = open('prompt', '--new', `call AskUserQuestion ${JSON.stringify({ questions })}`);
  await terminal.see(
    /Which colour\?\n {4}1\. Red: warm\n {4}2\. Blue\na number or your own words, Enter later\nAnswer: $/,
  );
  terminal.type('3\n');
  await terminal.see(/Which colour\?[\s\S]*Answer: $/);
  terminal.type('2\n');
  await terminal.see(/Which name\?\n {4}1\. Ann\n.*\nAnswer: $/);
  terminal.type('Eve\n');
  await terminal.see(/"answers":\{"Which\s+colour\?":"Blue","Which\s+name\?":"Eve"\}/);
  assert.equal(await terminal.ended, 0);
});

test('text appears as it is written; Ctrl-C ends the waiting, and the turn goes on [cli.sessions.watch.ctrl-c]', async () => {
  const { session_id: id } = await door.create();
  const terminal = open('prompt', id, 'slow 40 50 abcdefghijklmnopqrstuvwxyz');
  await terminal.see(/\nabc/);
  assert.doesNotMatch(terminal.text(), /\nabcdefghijklmnopqrstuvwxyz/);
  terminal.type('\u0003');
  await terminal.see(/The turn goes on\. See it with `codez sessions watch/);
  assert.equal(await terminal.ended, 130);
  const { sessions } = await door.call('wait_for_idle', { session_ids: [id] });
  assert.equal((sessions as { last_prompt: { state: string } }[])[0]?.last_prompt.state, 'done');
});

test('watch shows what is there, follows over a restart of the server, and leaves the session alone [cli.sessions.watch, cli.sessions.watch.restart]', async () => {
  const { session_id: id } = await door.create({ title: 'Watched' });
  await door.ask(id, 'say before');
  const terminal = open('watch', id.slice(0, 13));
  await terminal.see(/^Watched\n[\s\S]*\nClaude just now\nbefore\n\nWatching; Ctrl-C ends it/);
  await door.ask(id, 'say while watched');
  await terminal.see(/\n> say while watched\n\nwhile watched\n\ndone in /);
  await door.restart();
  await terminal.see(/The server has gone; waiting for it[\s\S]*The server is back\./);
  await door.ask(id, 'say after the restart');
  await terminal.see(/\n> say after the restart\n\nafter the restart\n\ndone in /);
  terminal.type('\u0003');
  await terminal.see(/The session goes on\./);
  assert.equal(await terminal.ended, 0);
  assert.equal((await door.ask(id, 'say still here'))['state'], 'done');
});

test('watch without an id names each session and shows text as it is written [cli.sessions.watch, cli.sessions.watch.live]', async () => {
  const one = await door.create({ title: 'First of two' });
  const two = await door.create({ title: 'Second of two' });
  const terminal = open('watch');
  await terminal.see(/Watching all sessions/);
  await door.ask(one.session_id, 'say from one');
  await door.ask(two.session_id, 'say from two');
  await terminal.see(/── [0-9a-f]{8} First of two\n> say from one\n\nfrom one\n\ndone/);
  await terminal.see(/── [0-9a-f]{8} Second of two\n> say from two\n\nfrom two\n\ndone/);
  await door.call('send_prompt', { session_id: one.session_id, text: 'slow 40 50 abcdefghijklmnopqrstuvwxyz' });
  await terminal.see(/\nabc/);
  assert.doesNotMatch(terminal.text(), /\nabcdefghijklmnopqrstuvwxyz/);
  const three = await door.create({ title: 'Third, started while watched' });
  await door.ask(three.session_id, 'say from three');
  await terminal.see(/── [0-9a-f]{8} Third, started while watched\n/);
  const { session_id: fourth } = await door.create({ prompt: 'say from four' });
  await terminal.see(/\nfrom four\n\ndone/);
  await door.ask(one.session_id, 'say between');
  await door.ask(fourth, 'say again');
  await terminal.see(/── [0-9a-f]{8} say from four\n> say again\n/);
  terminal.type('\u0003');
  assert.equal(await terminal.ended, 0);
});
