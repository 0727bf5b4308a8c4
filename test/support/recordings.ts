import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './codez-process.ts';

const FOLDER = join(PROJECT_ROOT, 'test', 'fixtures', 'stream');

export type JsonObject = Readonly<Record<string, unknown>>;

/** Names of the recorded runs of Claude Code. */
export const RECORDED_RUNS: readonly string[] = readdirSync(FOLDER)
  .filter((file) => /^[a-z0-9-]+\.jsonl$/.test(file))
  .map((file) => file.replace('.jsonl', ''));

/** Records of a recorded run: its output, the transcript it wrote, or that of its sub-agent. */
export function readRecording(name: string, kind: 'output' | 'transcript' | 'agent' = 'output'): JsonObject[] {
  const file = join(FOLDER, kind === 'output' ? `${name}.jsonl` : `${name}.${kind}.jsonl`);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
}

/** Returns the text with each long id replaced by a letter and a number, in the order of their appearance. */
export function nameIds(text: string): string {
  const names = new Map<string, string>();
  return text.replace(/\b(msg_|toolu_)?[0-9a-f]{8}-[0-9a-f-]{27}\b/g, (id, kind: string | undefined) => {
    const prompt = /^00000000-0000-4000-8000-0{11}(\d)$/.exec(id)?.[1];
    if (prompt !== undefined) return `prompt${prompt}`;
    const letter = kind === 'msg_' ? 'm' : kind === 'toolu_' ? 't' : 'u';
    const name = names.get(id) ?? `${letter}${[...names.values()].filter((known) => known[0] === letter).length + 1}`;
    names.set(id, name);
    return name;
  });
}
