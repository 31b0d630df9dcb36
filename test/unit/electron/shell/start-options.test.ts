import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { programPaths } from '../../../../electron/shell/program-paths.ts';
import { readStartOptions, UsageError } from '../../../../electron/shell/start-options.ts';

const read = (args: string[], env: Record<string, string> = {}) =>
  readStartOptions({ args, env: { XDG_CONFIG_HOME: '/config', ...env }, platform: 'linux' });

describe('the command line', () => {
  test('[SEC-1] has defaults for everything', () => {
    expect(read([])).toEqual({
      shell: 'browser',
      profile: 'default',
      window: true,
      trace: false,
      port: 7450,
      dataFolder: path.resolve('/config/parley/default'),
      dataFolderNamed: false,
      serverFolder: path.resolve('/config/parley/server-7450'),
    });
  });

  test('[SEC-1] sets all options', () => {
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
    expect(
      read([...args, 'parley://join/conference-1'], {
        PARLEY_PORT: '7999',
        PARLEY_TOKEN: 't',
        PARLEY_TRACE: '1',
      }),
    ).toEqual({
      shell: 'none',
      profile: 'work',
      window: false,
      trace: true,
      port: 7999,
      token: 't',
      displayName: 'Alice',
      server: 'https://x',
      dataFolderNamed: false,
      dataFolder: path.resolve('/config/parley/work'),
      serverFolder: path.resolve('/config/parley/server-7999'),
      link: 'parley://join/conference-1',
    });
    expect(read(['--data-dir', '/d']).dataFolder).toBe(path.resolve('/d'));
  });

  test('[SES-2] the embedded server has one data folder for all profiles of a user, or the named one', () => {
    const folders = [read(['--profile', 'work']), read([]), read(['--data-dir', '/d'])];
    expect(folders.map(({ serverFolder }) => serverFolder)).toEqual(
      ['/config/parley/server-7450', '/config/parley/server-7450', '/d/server'].map((name) =>
        path.resolve(name),
      ),
    );
    expect(read([], { PARLEY_DATA_FOLDER: '/s' }).serverFolder).toBe(path.resolve('/s'));
  });

  test.each([
    [['--bogus']],
    [['stray']],
    [['--shell', 'emacs']],
    [['--profile', '../../etc']],
    [['--name', '']],
  ])('[SEC-4] %j is refused with one sentence', (args) => {
    expect(() => read(args)).toThrow(UsageError);
  });

  test('[SEC-1] the programs are found when Parley runs from a bundle or from sources', () => {
    const root = path.resolve('/app');
    expect(programPaths(path.join(root, 'dist/electron/main-browser.js'))).toMatchObject({
      root,
      server: path.join(root, 'dist/server/main.js'),
      page: path.join(root, 'dist/renderer'),
    });
    expect(programPaths(path.join(root, 'electron/main-browser.ts'))).toMatchObject({
      root,
      server: path.join(root, 'server/main.ts'),
    });
  });
});

describe('the command line of an installed Parley', () => {
  const installed = (args: string[]) =>
    readStartOptions({ args, env: { XDG_CONFIG_HOME: '/config' }, platform: 'linux', ignoreUnknown: true });

  test.each([
    [['--no-sandbox', 'parley://join/a'], 'parley://join/a'],
    [['--enable-features=WaylandWindowDecorations', '--ozone-platform', 'wayland'], undefined],
    [['-psn_0_989382', '/home/alice/notes.txt', '--', 'file:///x'], undefined],
    [
      ['--allow-file-access-from-files', '--original-process-start-time=13', 'parley://join/b'],
      'parley://join/b',
    ],
  ])('[DESK-9] ignores %j, which is for Chromium or the desktop', (args, link) => {
    expect(installed(args)).toEqual({ ...installed([]), link });
  });

  test('[DESK-9] reads Parley’s own options among them, with the value in the same argument or the next', () => {
    const own = { profile: 'work', server: 'https://x', window: false };
    const args = ['--no-sandbox', '--profile=work', '--server', 'https://x', '--disable-gpu', '--no-window'];
    expect(installed(args)).toMatchObject(own);
    expect(installed(['--profile', 'work', '--no-window', '--server=https://x'])).toMatchObject(own);
  });

  test.each([
    [['--profile', '../../etc']],
    [['--server']],
    [['--no-sandbox', '--name=']],
    [['--no-window=1']],
  ])('[SEC-4] %j is still refused', (args) => {
    expect(() => installed(args)).toThrow(UsageError);
  });
});
