#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const entry = new URL('../dist/src/cli/main.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  refuse(`codez needs Node.js 20.19 or newer, and this is ${process.versions.node}`, 'Install a newer Node.js.');
} else if (!existsSync(entry)) {
  refuse('codez is not built: its folder dist is missing', 'Run `npm ci` (or `npm run build`) in its folder.');
} else {
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2), process.env, io());
}

/** Getters, since opening a stream or looking up a folder that nobody asks for costs time or fails. */
function io() {
  return {
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    get cwd() {
      return process.cwd();
    },
    get userHome() {
      return homedir();
    },
    platform: process.platform,
    pid: process.pid,
    launcher: { node: process.execPath, codez: fileURLToPath(import.meta.url) },
    signals: process,
    exit: (code) => process.exit(code),
  };
}

function refuse(message, hint) {
  console.error(`error: ${message}\nhint:  ${hint}`);
  process.exitCode = 2;
}
