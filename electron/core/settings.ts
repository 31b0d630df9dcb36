import { ParleyError } from '../../protocol/errors.ts';
import { Settings, type SettingsChange } from '../../protocol/settings.ts';
import type { SettingsStore } from './ports.ts';

/** What was read at a start: the settings, and the damage there was, if any. */
export interface LoadedSettings {
  settings: Settings;
  damage?: ParleyError;
}

/**
 * Reads the settings. Damaged ones are set aside with a copy kept, and Parley starts with what it has by default.
 * Never throws: a program that cannot read its settings must still start.
 */
export function loadSettings(store: SettingsStore): LoadedSettings {
  const defaults = Settings.parse({});
  let kept: unknown;
  let cause: unknown;
  try {
    kept = store.read() ?? {};
    const parsed = Settings.safeParse(kept);
    if (parsed.success) return { settings: parsed.data };
    cause = parsed.error;
  } catch (thrown) {
    cause = thrown;
  }
  const context = { copy: setAside(store) };
  const damage = new ParleyError('SETTINGS_DAMAGED', 'the settings could not be read', { context, cause });
  return { settings: defaults, damage };
}

function setAside(store: SettingsStore): string {
  try {
    return store.setAside();
  } catch {
    return '';
  }
}

/** The settings with a change made. @throws ParleyError RPC_MALFORMED when they would not be valid */
export function changedSettings(settings: Settings, change: SettingsChange): Settings {
  const parsed = Settings.safeParse({ ...settings, ...change });
  if (!parsed.success) throw new ParleyError('RPC_MALFORMED', 'not valid as settings');
  return parsed.data;
}
