import { LOG_LEVELS } from '../../core/logger.ts';
import { defineSetting } from '../setting.ts';
import { choice } from '../setting-schemas.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';

/** What is logged, and how. */
export const LOG_SETTINGS = {
  logLevel: defineSetting({
    flag: 'log-level',
    placeholder: LOG_LEVELS.join('|'),
    variable: 'CODEZ_LOG_LEVEL',
    key: 'log.level',
    fallback: 'info',
    description: 'Least important lines of the log on standard error.',
    expects: `one of ${LOG_LEVELS.join(', ')}`,
    commands: [...SERVING_COMMANDS, 'mcp'],
    schema: choice(LOG_LEVELS),
  }),
  logFormat: defineSetting({
    flag: 'log-format',
    placeholder: 'text|json',
    variable: 'CODEZ_LOG_FORMAT',
    key: 'log.format',
    fallback: 'text',
    description: 'Form of log lines: text to read, or json with one object a line.',
    expects: 'text or json',
    commands: [...SERVING_COMMANDS, 'mcp'],
    schema: choice(['text', 'json']),
  }),
} as const;
