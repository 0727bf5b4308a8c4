import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findJsonError } from '../../config/json-position.ts';
import { CodezError } from '../../core/errors.ts';
import type { Io } from '../io.ts';

/**
 * Returns the JSON value of `--input`: JSON itself, `@FILE`, or `-` for standard input.
 * @throws CodezError `invalid` with the position when it is no JSON, `not_found` for a missing file
 */
export async function readInput(input: string, io: Io): Promise<unknown> {
  const [text, where] = await readText(input, io);
  const json = text.replace(/^\uFEFF/, '');
  const at = findJsonError(json);
  if (at === undefined) return JSON.parse(json) as unknown;
  throw new CodezError(
    'invalid',
    `${where} is not valid JSON (line ${at.line}, column ${at.column})`,
    'Give the arguments as a JSON object, e.g. --input \'{"content":"note"}\'.',
  );
}

async function readText(input: string, io: Io): Promise<readonly [text: string, where: string]> {
  if (input === '-') return [await readAll(io.stdin), 'Standard input'];
  if (!input.startsWith('@')) return [input, '--input'];
  const file = resolve(io.cwd, input.slice(1));
  try {
    return [await readFile(file, 'utf8'), file];
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR') throw cause;
    const why = code === 'ENOENT' ? 'does not exist' : 'is a folder';
    throw new CodezError('not_found', `${file} ${why}`, 'Name a file with a JSON object after the @.', { cause });
  }
}

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
