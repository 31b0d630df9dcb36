import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

const APPLICATIONS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((folder) =>
    ['Google\\Chrome', 'Chromium'].map((name) => `%${folder}%\\${name}\\Application\\chrome.exe`),
  ),
};

export interface Host {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  isRoot: boolean;
}

/** Finds the installed Chromium or Chrome. PARLEY_CHROMIUM overrides the search. */
export function findChromium({ env, platform }: Host, isExecutable = canRun): string | undefined {
  if (env.PARLEY_CHROMIUM) return env.PARLEY_CHROMIUM;
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = COMMANDS.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const applications = (APPLICATIONS[platform] ?? []).map((file) =>
    file.replace(/%(.+?)%/, (_, name: string) => env[name] ?? ''),
  );
  return [...onPath, ...applications].find(isExecutable);
}

/** Whether there is a display to open a window on. */
export function hasDisplay({ env, platform }: Host): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Arguments that open a URL in a window of its own, with a browser profile separate from the user's. */
export function chromiumArguments(url: string, dataFolder: string, { isRoot }: Host): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${path.join(dataFolder, 'chromium')}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
