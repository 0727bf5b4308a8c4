import type { Json } from './stream-scenarios.ts';

/** Lists and texts that fill a recording and mean nothing to its readers. */
const DROPPED =
  /^(account|agents|apiKeySource|available_output_styles|capabilities|claude_code_version|commands|fast_mode.*|models|plugins|signature|skills|messaging_socket_path|pid|slash_commands|subagent_stats|terminal_slash_commands)$/;

/** What the program tells the model is its own text. */
const REMINDER = '<system-reminder>';

/** Returns a recorded line without what fills it: offers of the program, requests, attachments' contents. */
export function shortenRecord(line: string): string {
  const record = JSON.parse(line) as Json;
  if (record['type'] === 'attachment') record['attachment'] = {};
  if (/^(api-request|atis)/.test(`${record['type']}`)) return JSON.stringify({ type: record['type'] });
  return JSON.stringify(record, (key, value) => {
    if (DROPPED.test(key)) return undefined;
    if (typeof value === 'string' && value.startsWith(REMINDER)) return `${REMINDER}\n(left out)\n</system-reminder>`;
    return key === 'tools' && Array.isArray(value) ? value.slice(0, 3) : value;
  });
}
