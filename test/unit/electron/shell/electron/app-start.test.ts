import { describe, expect, test } from 'vitest';
import { applicationMenu } from '../../../../../electron/shell/electron/app-menu.ts';
import { registerApp } from '../../../../../electron/shell/electron/app-registration.ts';
import { startOrExit } from '../../../../../electron/shell/electron/start-failure.ts';
import { registerLinks } from '../../../../../electron/shell/electron/system-links.ts';
import { NEWER_DATA_ADVICE } from '../../../../../electron/shell/profile/data-format.ts';
import { UsageError } from '../../../../../electron/shell/start-options.ts';
import config from '../../../../../electron-builder.config.mjs';
import { ParleyError } from '../../../../../protocol/errors.ts';

describe('a failed start', () => {
  const attempt = async (thrown: unknown, isPackaged = false) => {
    const did: string[] = [];
    await startOrExit(
      async () => {
        await Promise.resolve();
        if (thrown !== undefined) throw thrown;
      },
      {
        app: {
          isPackaged,
          exit: (code) => did.push(`exit ${code}`),
          whenReady: async () => {
            did.push('ready');
          },
        },
        dialog: { showErrorBox: (title, content) => did.push(`${title}: ${content}`) },
        say: (line) => did.push(line),
      },
    );
    return did;
  };

  test.each<[string, unknown, string[]]>([
    ['an error', new Error('the disk is full'), ['Parley could not start: the disk is full', 'exit 1']],
    ['anything else', 'no words', ['Parley could not start: no words', 'exit 1']],
    ['newer data', new ParleyError('STORE_NEWER', 'newer'), [NEWER_DATA_ADVICE, 'exit 1']],
    ['a wrong option', new UsageError('--name takes 1 to 64.'), ['--name takes 1 to 64.', 'exit 2']],
  ])('[DESK-9] exits and prints why: %s', async (_what, thrown, did) => {
    expect(await attempt(thrown)).toEqual(did);
  });

  test('[DESK-9] an installed app also shows the reason in a dialog before it exits', async () => {
    const did = await attempt(new Error('the disk is full'), true);
    expect(did.slice(1)).toEqual(['ready', 'Parley could not start: the disk is full', 'exit 1']);
  });

  test('[DESK-9] a successful start does not exit', async () => {
    expect(await attempt(undefined)).toEqual([]);
  });
});

test('[DESK-5] on macOS the menu has no reload and no developer tools; other systems have no menu', () => {
  expect(applicationMenu('darwin')?.map(({ role }) => role)).toEqual([
    ...['appMenu', 'fileMenu', 'editMenu', 'windowMenu'],
  ]);
  expect([applicationMenu('win32'), applicationMenu('linux')]).toEqual([null, null]);
});

describe('the program that the system opens conference links with', () => {
  const register = (platform: NodeJS.Platform, isPackaged: boolean, argv: string[]) => {
    let given: unknown[] = [];
    const setAsDefaultProtocolClient = (...args: unknown[]) => {
      given = args;
      return true;
    };
    registerLinks({
      app: { isPackaged, setAsDefaultProtocolClient },
      platform,
      execPath: argv[0] ?? '',
      argv,
    });
    return given;
  };
  const electron = 'C:\\parley\\node_modules\\electron\\dist\\electron.exe';

  test('[DESK-2] is Electron with the folder of the sources, on Windows from sources', () => {
    expect(register('win32', false, [electron, 'C:\\parley', '--no-window'])).toEqual([
      ...['parley', electron, ['C:\\parley']],
    ]);
  });

  test.each<[NodeJS.Platform, boolean]>([
    ['win32', true],
    ['linux', true],
    ['linux', false],
    ['darwin', false],
  ])('[DESK-2] is the program itself, on %s (installed: %s)', (platform, isPackaged) => {
    expect(register(platform, isPackaged, ['/opt/Parley/parley', '--no-window'])).toEqual(['parley']);
  });
});

describe('the registration of the app with the system', () => {
  const introduce = (platform: NodeJS.Platform, isPackaged: boolean) => {
    const did: Record<string, unknown> = {};
    registerApp({
      app: {
        isPackaged,
        setAppUserModelId: (id) => {
          did.id = id;
        },
        setAsDefaultProtocolClient: (scheme) => {
          did.scheme = scheme;
          return true;
        },
      },
      menu: {
        buildFromTemplate: (template) => template.length as never,
        setApplicationMenu: (menu) => {
          did.menu = menu;
        },
      },
      platform,
      execPath: 'C:\\Parley\\Parley.exe',
      argv: ['C:\\Parley\\Parley.exe'],
    });
    return did;
  };

  test('[DESK-9] has an ID on Windows: that of its installer, or its path without an installer', () => {
    expect(introduce('win32', true)).toEqual({ id: config.appId, scheme: 'parley', menu: null });
    expect(introduce('win32', false)).toMatchObject({ id: 'C:\\Parley\\Parley.exe' });
  });

  test('[DESK-5] has no such ID on other systems, and a menu only on macOS', () => {
    expect(introduce('linux', true)).toEqual({ scheme: 'parley', menu: null });
    expect(introduce('darwin', true)).toEqual({ scheme: 'parley', menu: 4 });
  });
});
