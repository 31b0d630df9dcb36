import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dist, root } from '../../../build/files/paths.mjs';
import { ensureIcons } from '../../../build/icons/draw-icons.mjs';
import { APP_ID } from '../../../electron/shell/app-identity.ts';
import config from '../../../electron-builder.config.mjs';

/** Files of an installed Parley, by the file that the installer takes each from. */
interface Installers {
  appImage: { name: string; entry: Map<string, string> };
  deb: { entry: Map<string, string>; args: string[] };
}

let folder: string;
let installers: Installers;

/**
 * What electron-builder makes of the configuration for Linux, up to where it would call programs that it downloads: it
 * checks the configuration and the metadata, and shows what it computed (`effectiveOptionComputed`, app-builder-lib
 * 26.17, out/targets/FpmTarget.js and out/targets/appimage/AppImageTarget.js).
 */
async function computeInstallers(): Promise<Installers> {
  const app = path.join(folder, 'app');
  mkdirSync(path.join(app, 'resources'), { recursive: true });
  const seen: Partial<Installers> = {};
  await build({
    projectDir: root,
    config: { ...config, directories: { ...config.directories, output: path.join(folder, 'out') } },
    prepackaged: app,
    publish: 'never',
    targets: Platform.LINUX.createTarget(['AppImage', 'deb'], Arch.x64),
    async effectiveOptionComputed(computed) {
      if (Array.isArray(computed)) {
        const [args, file] = computed as [string[], string];
        seen.deb = { args, entry: desktopEntry(readFileSync(file, 'utf8')) };
      } else {
        const { desktop, desktopFileName } = computed as { desktop: string; desktopFileName: string };
        seen.appImage = { name: desktopFileName, entry: desktopEntry(desktop) };
      }
      return true;
    },
  });
  return seen as Installers;
}

/** Keys of a desktop file (Desktop Entry Specification 1.5). @throws when a key stands there twice */
function desktopEntry(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line.includes('='));
  const keys = lines.map(
    (line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const,
  );
  const entry = new Map(keys);
  if (entry.size !== lines.length) throw new Error(`a key stands twice in\n${text}`);
  return entry;
}

const optionOf = (name: string) => installers.deb.args[installers.deb.args.indexOf(name) + 1];

beforeAll(async () => {
  await ensureIcons();
  folder = mkdtempSync(path.join(os.tmpdir(), 'parley-installers-'));
  installers = await computeInstallers();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the deb', () => {
  test('[DESK-9] has the metadata that electron-builder and Debian ask for', () => {
    expect(optionOf('--maintainer')).toMatch(/^[^<>]+ <[^@\s]+@[^@\s]+\.example>$/);
    expect(URL.canParse(optionOf('--url') ?? '')).toBe(true);
    expect(optionOf('--license')).toBe('MIT');
  });

  test('[DESK-9] installs the desktop file under the ID of the app', () => {
    expect(installers.deb.args.at(-1)).toMatch(`=/usr/share/applications/${APP_ID}.desktop`);
  });
});

test('[DESK-9] icons are Parley’s own', () => {
  const icons = installers.deb.args.filter((arg) => arg.includes('=/usr/share/icons/'));
  expect(icons).toContain(
    `${path.join(dist, 'icons', '256.png')}=/usr/share/icons/hicolor/256x256/apps/parley.png`,
  );
  expect(icons.every((arg) => arg.startsWith(dist))).toBe(true);
  for (const icon of [config.win?.icon, config.mac?.icon])
    expect(existsSync(path.join(root, `${icon}`))).toBe(true);
});

test('[DESK-9] an AppImage keeps its sandbox where the system allows one', () => {
  expect(installers.appImage.entry.get('Exec')).toBe('AppRun %U');
});

test.each(['appImage', 'deb'] as const)(
  '[DESK-9] the desktop file of the %s fits windows and links',
  (kind) => {
    const { entry } = installers[kind];
    // The window's class is `desktopName` without its ending (electron.d.ts, `App.setDesktopName`).
    expect(entry.get('StartupWMClass')).toBe(APP_ID);
    expect(entry.get('MimeType')).toBe('x-scheme-handler/parley;');
    expect(entry.get('Exec')).toMatch(/ %U$/);
  },
);

test('[DESK-9] one ID stands everywhere', () => {
  const { desktopName } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  expect([config.appId, desktopName, installers.appImage.name]).toEqual([
    ...[APP_ID, `${APP_ID}.desktop`, `${APP_ID}.desktop`],
  ]);
});
