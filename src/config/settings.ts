import type { z } from 'zod';
import { ACCESS_SETTINGS } from './settings/access.ts';
import { CALLING_SETTINGS } from './settings/calling.ts';
import { HOME_SETTINGS } from './settings/home.ts';
import { LIMIT_SETTINGS } from './settings/limits.ts';
import { LOG_SETTINGS } from './settings/log.ts';
import { MCP_SESSION_SETTINGS } from './settings/mcp-sessions.ts';
import { OAUTH_SETTINGS } from './settings/oauth.ts';
import { PRICE_SETTINGS } from './settings/prices.ts';
import { SERVING_SETTINGS } from './settings/serving.ts';
import { SESSION_SETTINGS } from './settings/sessions.ts';

/** Every setting: what it means, how it is given, what it may be. Help, man pages and README are made from it. */
export const SETTINGS = {
  ...HOME_SETTINGS,
  ...SERVING_SETTINGS,
  ...ACCESS_SETTINGS,
  ...LIMIT_SETTINGS,
  ...OAUTH_SETTINGS,
  ...SESSION_SETTINGS,
  ...PRICE_SETTINGS,
  ...LOG_SETTINGS,
  ...MCP_SESSION_SETTINGS,
  ...CALLING_SETTINGS,
} as const;

export type SettingName = keyof typeof SETTINGS;

/** What the process runs with, resolved once: flag > variable > config file > default. */
export type Settings = {
  readonly [Name in SettingName]: z.output<ReturnType<(typeof SETTINGS)[Name]['schema']>>;
};

/** Names of all settings, in the order of the table. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];
