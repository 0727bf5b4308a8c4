import type { Setting } from '../config/setting.ts';
import { SETTING_NAMES, SETTINGS } from '../config/settings.ts';

/** Returns the settings that the command with this full name takes as options. */
export function settingsOf(command: string): readonly Setting[] {
  return SETTING_NAMES.map((name): Setting => SETTINGS[name]).filter((setting) => takesSetting(command, setting));
}

/** Returns true when the command with this full name takes the setting as an option. */
export function takesSetting(command: string, { commands }: Setting): boolean {
  return commands === 'all' || commands.includes(command);
}
