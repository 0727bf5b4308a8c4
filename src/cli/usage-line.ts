import type { AnyCommand, ArgumentDefinition } from './define-command.ts';

/** Returns what follows the command's name in its usage line: `CLIENT [OPTIONS]`. */
export function usageOf(definition: AnyCommand): string {
  const words = ((definition.arguments ?? []) as readonly ArgumentDefinition[]).map(({ name, required, variadic }) => {
    const word = `${name.toUpperCase()}${variadic ? '...' : ''}`;
    return required ? word : `[${word}]`;
  });
  return [...words, '[OPTIONS]'].join(' ');
}
