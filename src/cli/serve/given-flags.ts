import type { SettingOrigin } from '../../config/resolve-settings.ts';
import type { Setting } from '../../config/setting.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings } from '../../config/settings.ts';
import { takesSetting } from '../command-options.ts';

/**
 * Returns the options that start a server again as it was started: what came from options and variables is written
 * out as options, since another shell has other variables; what came from the config file is read there again.
 */
export function givenFlags(
  settings: Settings,
  origins: Readonly<Record<SettingName, SettingOrigin>>,
): readonly string[] {
  return SETTING_NAMES.flatMap((name) => {
    const setting: Setting = SETTINGS[name];
    const isGiven = origins[name] === 'flag' || origins[name] === 'variable';
    const value = settings[name];
    if (!isGiven || !takesSetting('serve', setting) || value === undefined) return [];
    if (setting.placeholder === undefined) return value === true ? [`--${setting.flag}`] : [];
    return (Array.isArray(value) ? value : [value]).map((each) => `--${setting.flag}=${String(each)}`);
  });
}

/** Returns `former` with the options of `given` in the place of those it names too. */
export function replaceFlags(former: readonly string[], given: readonly string[]): readonly string[] {
  const nameOf = (flag: string): string => flag.replace(/=.*$/s, '');
  const replaced = new Set(given.map(nameOf));
  return [...former.filter((flag) => !replaced.has(nameOf(flag))), ...given];
}
