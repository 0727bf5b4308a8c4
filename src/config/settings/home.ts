import { defineSetting } from '../setting.ts';
import { text } from '../setting-schemas.ts';

/** Where everything is. */
export const HOME_SETTINGS = {
  home: defineSetting({
    flag: 'home',
    placeholder: 'DIR',
    variable: 'CODEZ_HOME',
    fallback: '~/.codez',
    description: 'Data directory: everything codez stores is in it.',
    expects: 'a directory',
    commands: 'all',
    kind: 'path',
    schema: text,
  }),
} as const;
