import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Conf from 'conf';
import { describe, expect, test } from 'vitest';
import { programPaths } from '../../../../electron/shell/program-paths.ts';
import { settingsFile } from '../../../../electron/shell/settings-file.ts';
import { readStartOptions, UsageError } from '../../../../electron/shell/start-options.ts';

const read = (args: string[], env: Record<string, string> = {}) =>
  readStartOptions({ args, env: { XDG_CONFIG_HOME: '/config', ...env }, platform: 'linux' });

describe('the command line', () => {
  test('[SEC-1] has defaults for everything', () => {
    expect(read([])).toEqual({
      ...{ shell: 'browser', profile: 'default', window: true, port: 7450 },
      dataFolder: path.resolve('/config/parley/default'),
    });
  });

  test('[SEC-1] takes what it is told', () => {
    const args = [
      '--shell',
      'none',
      '--profile',
      'work',
      '--name',
      'Alice',
      '--server',
      'https://x',
      '--no-window',
    ];
    expect(read([...args, 'parley://join/conference-1'], { PARLEY_PORT: '7999', PARLEY_TOKEN: 't' })).toEqual(
      {
        ...{ shell: 'none', profile: 'work', window: false, port: 7999, token: 't', displayName: 'Alice' },
        ...{
          server: 'https://x',
          dataFolder: path.resolve('/config/parley/work'),
          link: 'parley://join/conference-1',
        },
      },
    );
    expect(read(['--data-dir', '/d']).dataFolder).toBe(path.resolve('/d'));
  });

  test.each([
    [['--bogus']],
    [['stray']],
    [['--shell', 'emacs']],
    [['--profile', '../../etc']],
    [['--name', '']],
  ])('[SEC-4] %j makes no sense and is told in a sentence', (args) => {
    expect(() => read(args)).toThrow(UsageError);
  });

  test('[SEC-1] the programs are found from a bundle and from the sources', () => {
    const root = path.resolve('/app');
    expect(programPaths(path.join(root, 'dist/electron/main-browser.js'))).toMatchObject({
      ...{ root, server: path.join(root, 'dist/server/main.js'), page: path.join(root, 'dist/renderer') },
    });
    expect(programPaths(path.join(root, 'electron/main-browser.ts'))).toMatchObject({
      ...{ root, server: path.join(root, 'server/main.ts') },
    });
  });
});

describe('the settings file', () => {
  test('[CONV-6] is read, written, and set aside with a copy when damaged', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-settings-'));
    const file = path.join(folder, 'settings.json');
    const open = ({ folder: cwd, name }: { folder: string; name: string }) =>
      new Conf({ cwd, configName: name });
    const store = settingsFile({ folder, open, now: () => 0 });
    expect(store.read()).toBeUndefined();
    store.write({ theme: 'dark' });
    expect(store.read()).toEqual({ theme: 'dark' });
    writeFileSync(file, '{"theme":');
    const damaged = settingsFile({ folder, open, now: () => 0 });
    expect(() => damaged.read()).toThrow();
    const copy = damaged.setAside();
    expect(readFileSync(path.join(folder, copy), 'utf8')).toBe('{"theme":');
    expect(readdirSync(folder)).toEqual([copy]);
    damaged.write({ theme: 'light' });
    expect(damaged.read()).toEqual({ theme: 'light' });
    rmSync(folder, { recursive: true });
  });
});
