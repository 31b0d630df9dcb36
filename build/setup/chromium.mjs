import { findCommand, isExecutable } from '../files/executables.mjs';

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'google-chrome-beta',
];

const applications = {
  darwin: ['Google Chrome', 'Chromium'].flatMap((name) =>
    ['/Applications', '~/Applications'].map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`),
  ),
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((folder) =>
    ['Google\\Chrome', 'Chromium'].map((name) => `%${folder}%\\${name}\\Application\\chrome.exe`),
  ),
};

/**
 * The installed Chromium or Chrome: from PARLEY_CHROMIUM, else from PATH, else from the system's usual places.
 * @param {{env?: NodeJS.ProcessEnv, platform?: string, executable?: (file: string) => boolean}} [host]
 * @returns {string | undefined} its path
 */
export function findChromium({
  env = process.env,
  platform = process.platform,
  executable = isExecutable,
} = {}) {
  if (env.PARLEY_CHROMIUM) return env.PARLEY_CHROMIUM;
  const onPath = commands.map((name) => findCommand(name, { env, executable })).find(Boolean);
  const places = (applications[platform] ?? []).map((place) =>
    place.replace(/^~/, env.HOME ?? '~').replace(/%(.+?)%/, (_, name) => env[name] ?? ''),
  );
  return onPath ?? places.find(executable);
}
