/** What the main manual page says about codez as a whole. */
export const OVERVIEW: readonly string[] = [
  'codez keeps notes and resources in plain files on this machine and serves them to any MCP client, such as Claude ' +
    'Code and Codex, over one local endpoint. All clients share them; what one stores, the others find.',
  '`codez serve` starts the server; its endpoint is http://127.0.0.1:4097/mcp. `codez config claude` and `codez config ' +
    'codex` connect these clients. `codez call` runs any operation from the command line, with a server or without.',
  '`codez sessions prompt --new TEXT` starts Claude Code in the current folder and shows its turn; `codez sessions list` ' +
    'shows every session of this machine, `codez sessions watch` follows them and asks you what they ask.',
  'Every error says what happened and why, and then, after `hint:`, what to do next. With `--json` an error is one line ' +
    'on standard error: {"error":{"code","message","hint"}}, and for wrong arguments of a tool also "fields".',
];

/** How settings are given. */
export const SETTINGS_TEXT: readonly string[] = [
  'Each setting can be given as an option, as an environment variable, or in config.json in the data directory; the ' +
    'option beats the variable, the variable beats the file, the file beats the default. An empty variable counts as ' +
    'not set. In config.json a dotted key is a group: "log.level" is {"log": {"level": "debug"}}. An unknown key there ' +
    'gives a warning that names it, and below "access" it is an error.',
  'NO_COLOR, when not empty, turns colour off. Colour and spinners appear on a terminal only.',
];

/** Files of the data directory worth knowing. */
export const FILES: readonly (readonly [file: string, meaning: string])[] = [
  ['~/.codez', 'The data directory (mode 0700, its files 0600), unless --home or CODEZ_HOME names another.'],
  ['config.json', 'Settings, written by you.'],
  ['notes/', 'Notes and resources: a snapshot and a journal, one JSON record a line.'],
  ['run/', 'One folder for each running Claude Code session, so that the next server takes it over.'],
  ['events/', 'What happened in sessions: 64 MiB or 7 days.'],
  ['access/', 'The access log, a file for each day (UTC): 30 days, 1 GiB.'],
  ['index/', 'The search index over transcripts: made from them, may be deleted at any time.'],
  ['trust.json', 'Folders trusted by codez trust.'],
  ['server.json, server.sock', 'Where the running server is, and the socket by which the command line reaches it.'],
  ['server.log', 'What a server started by codez restart prints.'],
  ['error.log', 'Internal errors of the command line, with their stacks.'],
  ['quarantine/', 'Damaged files, set aside.'],
];
