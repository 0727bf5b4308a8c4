import type { AnyCommand, ArgumentDefinition } from './define-command.ts';

/** Returns what follows the command's name in its usage line: `CLIENT [OPTIONS]`. */
export function usageOf(definition: AnyCommand): string {
  const words = ((definition.arguments ?? []) as readonly ArgumentDefinition[]).map(({ name, required, variadic }) => {
    const word = `${name.toUpperCase()}${variadic ? '...' : ''}`;
    return required ? word : `[${word}]`;
  });
  return [...words, '[OPTIONS]'].join(' ');
}

/** Returns `dry-run` for `dryRun`. */
export function toKebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns `dryRun` for `dry-run`. */
export function toCamelCase(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
