#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  refuse(`codez needs Node.js 20.19 or newer, and this is ${process.versions.node}`, 'Install a newer Node.js.');
} else {
  const main = await load();
  if (main !== undefined) process.exitCode = await main(process.argv.slice(2), process.env, io());
}

async function load() {
  const entry = new URL('../dist/src/cli/main.js', import.meta.url);
  try {
    return (await import(entry.href)).main;
  } catch (error) {
    if (process.getBuiltinModule('node:fs').existsSync(entry)) throw error;
    refuse('codez is not built: its folder dist is missing', 'Run `npm ci` (or `npm run build`) in its folder.');
    return undefined;
  }
}

/** Getters, since opening a stream, looking up a folder or loading a module that nobody asks for costs time. */
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
      return process.getBuiltinModule('node:os').homedir();
    },
    get launcher() {
      const { fileURLToPath } = process.getBuiltinModule('node:url');
      return { node: process.execPath, codez: fileURLToPath(import.meta.url) };
    },
    platform: process.platform,
    pid: process.pid,
    signals: process,
    exit: (code) => process.exit(code),
  };
}

function refuse(message, hint) {
  console.error(`error: ${message}\nhint:  ${hint}`);
  process.exitCode = 2;
}
