/** Parley under plain Node: composition root of the browser shell. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ParleyError } from '../protocol/errors.ts';
import type { Client } from './core/client.ts';
import { AppWindow, type ChromiumProcess } from './shell/browser/app-window.ts';
import { chromiumArguments, findChromium, type Host, hasDisplay } from './shell/browser/chromium.ts';
import { PageAccess } from './shell/browser/page-access.ts';
import { listen, servePage } from './shell/browser/page-server.ts';
import { lockProfile } from './shell/browser/profile-lock.ts';
import { readRememberedPort, rememberPort } from './shell/browser/remembered-port.ts';
import { StartPage } from './shell/browser/start-page.ts';
import { openWithSystem } from './shell/browser/system-opener.ts';
import { randomIds, systemClock } from './shell/environment.ts';
import { NEWER_DATA_ADVICE, refuseNewerData } from './shell/profile/data-format.ts';
import { openProfile } from './shell/profile/open-profile.ts';
import { endOnSignals } from './shell/program-end.ts';
import { programPaths } from './shell/program-paths.ts';
import { forkServer } from './shell/server/fork-server.ts';
import { serverChild } from './shell/server/server-child.ts';
import { readStartOptions, type StartOptions, UsageError } from './shell/start-options.ts';
import { HOW_TO_STOP, whyNotReady } from './shell/terminal-messages.ts';

const paths = programPaths(import.meta.filename);
const say = (line: string) => process.stdout.write(`${line}\n`);
const host: Host = { env: process.env, platform: process.platform, isRoot: process.getuid?.() === 0 };

async function main(): Promise<void> {
  const { argv, env, platform } = process;
  const { options, log } = openProfile(readStartOptions({ args: argv.slice(2), env, platform }));
  const { server, port } = await listen(readRememberedPort(options.dataFolder));
  const access = new PageAccess(port, randomIds);
  const lock = { pid: process.pid, port, secret: randomIds.next() };
  // Before the profile is ours another start may already ask; it is answered when the window is known.
  const startPage = new StartPage({ dataFolder: options.dataFolder, access, clock: systemClock });
  const window = new AppWindow({
    clock: systemClock,
    launch: launcher(options, () => startPage.write()),
    closed: () => quit(),
    failed: (error) => {
      log.warn('no window', { message: error.message });
      say(`No window could be opened. Parley is ready: ${access.startUrl()}`);
    },
  });
  const show = () => {
    if (options.shell === 'none' || window.hasPage) return {};
    if (!window.available) return { url: access.startUrl() };
    window.open();
    return {};
  };
  servePage(server, { folder: paths.page, access, lockSecret: lock.secret, show });
  const unlockProfile = await lockProfile({ folder: options.dataFolder, own: lock, fetch, isRunning });
  process.once('exit', () => {
    startPage.remove();
    unlockProfile();
  });
  refuseNewerData(options.dataFolder);
  rememberPort(options.dataFolder, port);

  let client: Client | undefined;
  const quit = endOnSignals({
    log,
    limitMs: () => client?.state.settings.timings.quitMs ?? 0,
    close: async () => {
      await client?.close();
      window.close();
    },
    exit: () => process.exit(0),
  });
  process.on('disconnect', quit);

  window.open();
  // These load slowly: they are loaded while Chromium starts, before the page sends its first request.
  const loaded = Promise.all([
    import('./shell/create-client.ts'),
    import('./shell/browser/page-door.ts'),
    import('conf'),
  ]);
  // A page may be faster than the core: it waits.
  server.on('upgrade', (request, socket, head) => {
    accepting.then(
      ({ accept }) => accept(request, socket, head),
      () => socket.destroy(),
    );
  });
  const accepting = loaded.then(([{ createClient }, { acceptPages }, { default: Conf }]) => {
    // This shell has no tray, and the page shows its notifications itself.
    const views = { showWindow: () => window.open(), showStatus: () => {} };
    client = createClient({
      options,
      log,
      shell: { kind: options.shell, startServer, ...views, openExternal },
      openFile: ({ folder, name }) => new Conf({ cwd: folder, configName: name, configFileMode: 0o600 }),
      version: readVersion(),
    });
    const started = client.start();
    return { started, ...acceptPages({ access, log, client, window }) };
  });
  const { started, reloadPages } = await accepting;
  // `npm run dev` has built the page again.
  process.on('message', (message) => message === 'reload-page' && reloadPages());
  const url = options.shell === 'none' ? '' : access.startUrl();
  process.send?.({ type: 'ready', url });
  announce(await started, { options, window, url });

  function startServer(env: Record<string, string>) {
    const logFile = path.join(options.dataFolder, 'logs', 'server.log');
    const serverEnv = { ...env, PARLEY_DATA_FOLDER: options.serverFolder };
    return serverChild(forkServer({ program: paths.server, env: serverEnv, logFile }), systemClock);
  }
}

function openExternal(url: string): Promise<void> {
  const start = (command: string, args: string[]) => {
    const opener = spawn(command, args, { stdio: 'ignore', detached: true });
    opener.unref();
    return opener;
  };
  return openWithSystem({ platform: process.platform, start, clock: systemClock }, url);
}

/** How to open the window; undefined where none can or shall be opened. */
function launcher(options: StartOptions, startUrl: () => string): (() => ChromiumProcess) | undefined {
  const chromium = findChromium(host);
  if (options.shell === 'none' || !options.window || !hasDisplay(host) || chromium === undefined)
    return undefined;
  return () => {
    if (host.isRoot) say('Running as root: Chromium is started without its sandbox.');
    const child = spawn(chromium, chromiumArguments(startUrl(), options.dataFolder, host), {
      stdio: 'ignore',
    });
    return {
      onExit: (listener) => {
        child.once('error', listener);
        child.once('exit', () => listener());
      },
      kill: () => child.kill(),
    };
  };
}

/** Says where Parley is, whether it can be used, and how to end it. */
function announce(
  failure: ParleyError | null,
  { options, window, url }: { options: StartOptions; window: AppWindow; url: string },
): void {
  const state = failure === null ? 'ready' : 'not ready';
  if (options.shell === 'none') say(`Parley is ${state}, without any page.`);
  else if (window.available)
    say(`Parley is ${failure === null ? '' : 'not ready, but '}open in its own window.`);
  else say(`Parley is ${state}: ${url} (${whyNoWindow(options)}: no window was opened)`);
  if (failure !== null) say(`Nobody can sign in: ${whyNotReady(failure)}`);
  say(HOW_TO_STOP);
}

function whyNoWindow(options: StartOptions): string {
  if (!options.window) return 'as asked for';
  return hasDisplay(host) ? 'Chromium or Chrome is not installed' : 'there is no display';
}

function readVersion(): string {
  return JSON.parse(readFileSync(path.join(paths.root, 'package.json'), 'utf8')).version;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function explain(thrown: unknown): number {
  if (thrown instanceof UsageError) {
    process.stderr.write(`${thrown.message}\n`);
    return 2;
  }
  if (thrown instanceof ParleyError && thrown.code === 'PROFILE_IN_USE') {
    const { url } = thrown.context;
    say(
      `Parley is already running with this profile${url ? `. Open it here: ${url}` : ': its window is open.'}`,
    );
    return 0;
  }
  if (thrown instanceof ParleyError && thrown.code === 'STORE_NEWER') {
    process.stderr.write(`${NEWER_DATA_ADVICE}\n`);
    return 1;
  }
  process.stderr.write(`Parley could not start: ${thrown instanceof Error ? thrown.message : thrown}\n`);
  return 1;
}

main().catch((thrown) => process.exit(explain(thrown)));
