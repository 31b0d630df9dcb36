/** Parley under Electron: composition root. */
import { existsSync } from 'node:fs';
import {
  app,
  BrowserWindow,
  desktopCapturer,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';
import Store from 'electron-store';
import type { Client } from './core/client.ts';
import type { ShellPort } from './core/ports.ts';
import { createClient } from './shell/create-client.ts';
import { followApp } from './shell/electron/app-events.ts';
import { AppHost, type ElectronParts } from './shell/electron/app-host.ts';
import { registerApp } from './shell/electron/app-registration.ts';
import { APP_SCHEME_PRIVILEGES } from './shell/electron/app-scheme.ts';
import { packagedWorker } from './shell/electron/packaged-worker.ts';
import { usesPortal } from './shell/electron/screen-sources.ts';
import { startOrExit } from './shell/electron/start-failure.ts';
import { forkUtilityServer } from './shell/electron/utility-server.ts';
import { windowOptions } from './shell/electron/window-guard.ts';
import { systemClock } from './shell/environment.ts';
import { LinuxDesktop } from './shell/linux/linux-desktop.ts';
import { sessionBusAddress } from './shell/linux/session-bus.ts';
import { refuseNewerData } from './shell/profile/data-format.ts';
import { openProfile } from './shell/profile/open-profile.ts';
import { endOnSignals } from './shell/program-end.ts';
import { programPaths } from './shell/program-paths.ts';
import { serverChild } from './shell/server/server-child.ts';
import { readStartOptions, type StartOptions } from './shell/start-options.ts';
import { textLog } from './shell/text-log.ts';

const paths = programPaths(import.meta.filename);
const say = (line: string) => process.stderr.write(`${line}\n`);
/** Goes to the terminal only until the profile with its log file is open. */
let log = textLog(say);

async function main(): Promise<void> {
  const profile = openProfile(
    readStartOptions({
      args: process.argv.slice(app.isPackaged ? 1 : 2),
      env: process.env,
      platform: process.platform,
      ignoreUnknown: app.isPackaged,
    }),
  );
  const { options } = profile;
  log = profile.log;
  app.setPath('userData', options.dataFolder);
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([APP_SCHEME_PRIVILEGES]);
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write('Parley is already running with this profile: its window comes to the front.\n');
    app.exit(0);
    return;
  }
  refuseNewerData(options.dataFolder);
  const { platform, execPath, argv } = process;
  registerApp({ app, menu: Menu, platform, execPath, argv });
  let host: AppHost | undefined;
  let desktop: LinuxDesktop | undefined;
  let earlyLink = options.link;
  const client = createClient({
    options,
    log,
    shell: electronShell(options, {
      showWindow: () => host?.show(),
      showStatus: (status) => {
        host?.showStatus(status);
        desktop?.show(status);
      },
    }),
    openFile: ({ folder, name }) => new Store({ cwd: folder, name, configFileMode: 0o600 }),
    version: app.getVersion(),
  });
  if (process.platform === 'linux') desktop = linuxDesktop(client, () => host?.show());
  const offer = (link: string | undefined) => {
    if (host === undefined) earlyLink = link ?? earlyLink;
    else if (link !== undefined) client.offerLink(link);
  };
  const quit = endOnSignals({
    log,
    limitMs: () => client.state.settings.timings.quitMs,
    close: async () => {
      await client.close();
      desktop?.close();
      host?.close();
    },
    exit: () => app.exit(0),
  });
  const { window } = options;
  followApp({ app, clock: systemClock, window, offer, quit, show: () => host?.show() });
  await app.whenReady();
  // The server is a utility process, and there is none before the app is ready.
  powerMonitor.on('resume', () => client.networkChanged());
  void desktop?.start();
  client.start();
  host = new AppHost({
    parts: electronParts(client),
    client,
    clock: systemClock,
    log,
    pageFolder: paths.page,
    quit,
    platform,
    portal: usesPortal(platform, process.env),
    trayShown: async () => desktop?.trayShown() ?? true,
  });
  if (window) host.show();
  offer(earlyLink);
}

function electronShell(
  options: StartOptions,
  views: Pick<ShellPort, 'showWindow' | 'showStatus'>,
): ShellPort {
  return {
    kind: 'electron',
    startServer: (given) => {
      const { fork } = utilityProcess;
      const env = { ...given, ...worker(), PARLEY_DATA_FOLDER: options.serverFolder };
      const child = forkUtilityServer({ fork, program: paths.server, inherited: process.env, env });
      return serverChild(child, systemClock);
    },
    ...views,
    openExternal: (url) => shell.openExternal(url),
  };
}

function worker(): Record<string, string> {
  const { resourcesPath, platform, env } = process;
  return packagedWorker({ packaged: app.isPackaged, resourcesPath, platform, env });
}

/** Notifications with actions, and whether there is a tray. Both buttons end in the commands of the page (NOTE-3). */
function linuxDesktop(client: Client, open: () => void): LinuxDesktop {
  return new LinuxDesktop({
    address: sessionBusAddress(process.env, existsSync),
    clock: systemClock,
    log,
    actions: {
      answer: (invitationId) => {
        open();
        void client.controls.answer(invitationId);
      },
      decline: (invitationId) => client.controls.decline(invitationId),
      open,
    },
    notifyBy: (notifier) => client.notifyBy(notifier),
  });
}

function electronParts(client: Client): ElectronParts {
  return {
    app,
    protocol,
    shell,
    nativeImage,
    ipc: ipcMain,
    menu: Menu,
    session: session.defaultSession,
    capturer: desktopCapturer,
    createWindow: () =>
      new BrowserWindow(
        windowOptions({
          preload: paths.preload,
          icon: windowIcon(),
          packaged: app.isPackaged,
          theme: client.state.settings.theme,
          systemIsDark: nativeTheme.shouldUseDarkColors,
        }),
      ),
    createTray: (icon) => new Tray(icon),
  };
}

/** On Linux a window brings its icon; elsewhere it has its program's, which from sources is Electron's. */
function windowIcon(): string | undefined {
  const wanted = process.platform === 'linux' || !app.isPackaged;
  return wanted && existsSync(paths.icon) ? paths.icon : undefined;
}

void startOrExit(main, { app, dialog, say });
