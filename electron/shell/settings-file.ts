import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { SettingsStore } from '../core/ports.ts';

/** What conf and electron-store have in common: writing is atomic in both. */
export interface JsonStore {
  store: Record<string, unknown>;
}

export interface SettingsFileOptions {
  /** The profile's data folder. */
  folder: string;
  /** Opens conf or electron-store on `<folder>/<name>.json`; called once, when something is first written. */
  open(options: { folder: string; name: string }): JsonStore;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** `settings.json` in the profile's data folder. */
export function settingsFile({ folder, open, now }: SettingsFileOptions): SettingsStore {
  const file = path.join(folder, 'settings.json');
  let store: JsonStore | undefined;
  return {
    read() {
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    },
    write(settings) {
      mkdirSync(folder, { recursive: true });
      store ??= open({ folder, name: 'settings' });
      store.store = settings;
    },
    setAside() {
      const stamp = new Date(now()).toISOString().replace(/[:.]/g, '-');
      const copy = path.join(folder, `settings.damaged-${stamp}.json`);
      copyFileSync(file, copy);
      rmSync(file);
      return path.basename(copy);
    },
  };
}
