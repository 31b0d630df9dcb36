import { ParleyError } from '../../../protocol/errors.ts';
import { Settings, type SettingsChange } from '../../../protocol/local/settings.ts';
import { type Loaded, loadJsonFile } from '../kernel/json-file.ts';
import type { JsonFile } from '../ports.ts';

/** Reads the settings. Damaged settings are replaced by the defaults, with SETTINGS_DAMAGED as `damage`. Never throws. */
export function loadSettings(file: JsonFile): Loaded<Settings> {
  const { value, damage } = loadJsonFile('settings', file, Settings);
  if (damage === undefined) return { value };
  const { message, context, cause } = damage;
  return { value, damage: new ParleyError('SETTINGS_DAMAGED', message, { context, cause }) };
}

/** Returns the settings with a change applied. @throws ParleyError RPC_MALFORMED if the result is not valid */
export function changedSettings(settings: Settings, change: SettingsChange): Settings {
  const parsed = Settings.safeParse({ ...settings, ...change });
  if (!parsed.success) throw new ParleyError('RPC_MALFORMED', 'the settings are not valid');
  return parsed.data;
}
