import { CodezError } from '../core/errors.ts';

/** Options that stand for arguments of the operations they are handed to. */
const OPTION_OF: Readonly<Record<string, string>> = {
  scopes: '--scope',
  spaces: '--space',
  max_mode: '--max-mode',
  addresses: '--address',
  window_seconds: '--window',
  seconds: '--for',
  expires_in: '--expires',
  grace: '--grace',
  leave: '--leave',
  link: '--sub',
  subjects: '--sub',
  unlink: '--unlink',
  issuer: '--issuer',
  sub: 'SUB',
  name: 'NAME',
};
const FIELD = /^([a-z_]+)(?:\.\w+)*(: .*)$/s;

/** Resolves as `work` does; an argument that is refused is named as the option a person gave. */
export async function inOptionWords<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toOptionWords(error);
  }
}

function toOptionWords(error: unknown): unknown {
  if (!(error instanceof CodezError) || error.code !== 'invalid') return error;
  const [, field = '', problem = ''] = FIELD.exec(error.message) ?? [];
  const option = OPTION_OF[field];
  if (option === undefined) return error;
  // A hint that lists the arguments of the operation names none that could be typed.
  const hint = / takes: /.test(error.hint) ? 'See what there is with --help.' : error.hint;
  const { fields, cause } = error;
  return new CodezError('invalid', `${option}${problem}`, hint, { cause, ...(fields && { fields }) });
}
