/** Parley under Electron: composition root. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import {
  app,
  BrowserWindow,
  desktopCapturer,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  powerMonitor,
  protocol,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';
import Store from 'electron-store';
import { io } from 'socket.io-client';
import { ParleyError } from '../protocol/errors.ts';
import { Client } from './core/client.ts';
import type { ShellPort } from './core/ports.ts';
import { socketSignaling } from './core/socket-signaling.ts';
import { NEWER_DATA_ADVICE, refuseNewerData } from './shell/data-format.ts';
import { AppHost, type ElectronParts } from './shell/electron/app-host.ts';
import { APP_SCHEME_PRIVILEGES } from './shell/electron/app-scheme.ts';
import { usesPortal } from './shell/electron/screen-sources.ts';
import { LINK_SCHEME, linkAmong } from './shell/electron/system-links.ts';
import { forkUtilityServer } from './shell/electron/utility-server.ts';
import { windowOptions } from './shell/electron/window-guard.ts';
import { randomIds, systemClock } from './shell/environment.ts';
import { keptFiles } from './shell/kept-file.ts';
import { LinuxDesktop } from './shell/linux-desktop.ts';
import { openMessageDatabase } from './shell/message-database.ts';
import { programPaths } from './shell/program-paths.ts';
import { serverChild } from './shell/server-child.ts';
import { sessionBusAddress } from './shell/session-bus.ts';
import { readStartOptions, type StartOptions, UsageError } from './shell/start-options.ts';
import { textLog } from './shell/text-log.ts';

const paths = programPaths(import.meta.filename);
const log = textLog((line) => process.stderr.write(`${line}\n`));

function main(): void {
  const options = readOptions();
  app.setPath('userData', options.dataFolder);
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([APP_SCHEME_PRIVILEGES]);
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write('Parley is already running with this profile: its window comes to the front.\n');
    app.exit(0);
    return;
  }
  if (isNewerData(options.dataFolder)) {
    // A box of the system, since there is no window; on Linux before the app is ready the words go to stderr.
    dialog.showErrorBox('Parley', NEWER_DATA_ADVICE);
    app.exit(1);
    return;
  }
  app.setAsDefaultProtocolClient(LINK_SCHEME);
  let host: AppHost | undefined;
  let desktop: LinuxDesktop | undefined;
  let earlyLink = options.link;
  const client = createClient(options, {
    showWindow: () => host?.show(),
    showStatus: (status) => {
      host?.showStatus(status);
      desktop?.show(status);
    },
  });
  if (process.platform === 'linux') desktop = linuxDesktop(client, () => host?.show());
  const offer = (link: string | undefined) => {
    if (host === undefined) earlyLink = link ?? earlyLink;
    else if (link !== undefined) client.offerLink(link);
  };
  let quitting = false;
  const quit = async () => {
    if (quitting) return;
    quitting = true;
    setTimeout(() => app.exit(0), client.state.settings.timings.quitMs);
    await client.close();
    desktop?.close();
    host?.close();
    app.exit(0);
  };
  app.on('second-instance', (_event, args) => {
    host?.show();
    offer(linkAmong(args));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    offer(linkAmong([url]));
  });
  app.on('activate', () => host?.show());
  app.on('window-all-closed', () => {});
  app.on('before-quit', (event) => {
    event.preventDefault();
    quit();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit);
  process.on('unhandledRejection', (thrown) => log.warn('unhandled rejection', { thrown: String(thrown) }));
  app.whenReady().then(() => {
    // The server is a utility process, and there is none before the app is ready.
    powerMonitor.on('resume', () => client.networkChanged());
    desktop?.start();
    client.start();
    host = new AppHost({
      ...{ parts: electronParts(), client, log, pageFolder: paths.page, quit },
      ...{ platform: process.platform, portal: usesPortal(process.platform, process.env) },
      trayShown: async () => desktop?.trayShown() ?? true,
    });
    if (options.window) host.show();
    offer(earlyLink);
  });
}

function isNewerData(folder: string): boolean {
  try {
    refuseNewerData(folder);
    return false;
  } catch (thrown) {
    if (thrown instanceof ParleyError && thrown.code === 'STORE_NEWER') return true;
    throw thrown;
  }
}

function readOptions(): StartOptions {
  try {
    const args = process.argv.slice(app.isPackaged ? 1 : 2);
    return readStartOptions({ args, env: process.env, platform: process.platform });
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    process.stderr.write(`${thrown.message}\n`);
    process.exit(2);
  }
}

function createClient(options: StartOptions, views: Pick<ShellPort, 'showWindow' | 'showStatus'>): Client {
  const { dataFolder, port, server, token, displayName } = options;
  return new Client(
    {
      shell: {
        kind: 'electron',
        startServer: (given) => {
          const { fork } = utilityProcess;
          const env = { ...given, PARLEY_DATA_FOLDER: options.serverFolder };
          const child = forkUtilityServer({ fork, program: paths.server, inherited: process.env, env });
          return serverChild(child, systemClock);
        },
        ...views,
        openExternal: (url) => shell.openExternal(url),
      },
      signaling: socketSignaling(io, log),
      files: keptFiles({
        folder: dataFolder,
        open: ({ folder, name }) => new Store({ cwd: folder, name, configFileMode: 0o600 }),
        now: systemClock.now,
      }),
      messages: openMessageDatabase({ folder: dataFolder, now: systemClock.now }),
      ...{ fetch, clock: systemClock, ids: randomIds, log },
    },
    {
      ...{ version: app.getVersion(), deviceName: os.hostname(), port },
      ...(server === undefined ? {} : { serverUrl: server }),
      ...(token === undefined ? {} : { token }),
      ...(displayName === undefined ? {} : { displayName }),
    },
  );
}

/** Notifications with actions, and whether there is a tray. Both buttons end in the commands of the page (NOTE-3). */
function linuxDesktop(client: Client, open: () => void): LinuxDesktop {
  return new LinuxDesktop({
    address: sessionBusAddress(process.env, existsSync),
    ...{ clock: systemClock, log },
    actions: {
      answer: (invitationId) => {
        open();
        client.controls.answer(invitationId);
      },
      decline: (invitationId) => client.controls.decline(invitationId),
      open,
    },
    notifyBy: (notifier) => client.notifyBy(notifier),
  });
}

function electronParts(): ElectronParts {
  return {
    ...{ app, protocol, shell, nativeImage, ipc: ipcMain, menu: Menu, session: session.defaultSession },
    capturer: desktopCapturer,
    createWindow: () => new BrowserWindow(windowOptions(paths.preload)),
    createTray: (icon) => new Tray(icon),
  };
}

main();
