import type { NounDefinition } from '../define-command.ts';
import { abort } from '../session/abort.ts';
import { end } from '../session/end.ts';
import { list } from '../session/list.ts';
import { permit } from '../session/permit.ts';
import { prompt } from '../session/prompt.ts';
import { search } from '../session/search.ts';
import { show } from '../session/show.ts';
import { watch } from '../session/watch.ts';

export const sessions: NounDefinition = {
  description: [
    'Shows and drives the Claude Code sessions of this machine. Those that codez runs go on when the server stops or ' +
      'restarts; those in a terminal are seen as well.',
    'Looking works without a server; prompting, watching and answering need one (`codez serve`).',
  ],
  examples: [
    { line: 'codez sessions list', does: 'see what is going on' },
    { line: 'codez sessions search flaky test', does: 'find where something was spoken of' },
    { line: 'codez sessions prompt --new "explain this project"', does: 'start a session in this folder' },
    { line: 'codez sessions watch 9d1c2f3a', does: 'follow one, and answer what it asks' },
  ],
  verbs: [
    { name: 'list', summary: 'List sessions, newest first.', command: list },
    { name: 'search', summary: 'Find what was said and done in any session.', command: search },
    { name: 'show', summary: 'Print a conversation.', command: show },
    { name: 'watch', summary: 'Follow sessions and answer what they ask.', command: watch },
    { name: 'prompt', summary: 'Send a prompt, to a session or a new one.', command: prompt },
    { name: 'abort', summary: 'Stop the running turn.', command: abort },
    { name: 'end', summary: 'End the process of a session.', command: end },
    { name: 'permit', summary: 'List and answer permission requests.', command: permit },
  ],
};
