import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication } from 'playwright-core';
import { probePages } from '../program/page-probe.ts';
import type { Person } from '../program/person.ts';

const APP = fileURLToPath(new URL('app-under-test.mjs', import.meta.url));

/** Electron's sandbox does not work for root. */
const isRoot = process.getuid?.() === 0;

/** Where Electron runs. */
export interface ElectronPlace {
  /** Path of Electron's program. */
  binary: string;
  /** Port of the embedded server. */
  port: number;
  /** X display, where it is not the one of the environment. */
  display: string | undefined;
}

/** One person at Parley under Electron. */
export interface ElectronPerson extends Person {
  readonly app: ElectronApplication;
}

function environment({ port, display }: ElectronPlace): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  );
  return {
    ...Object.fromEntries(inherited),
    PARLEY_PORT: String(port),
    ...(display === undefined ? {} : { DISPLAY: display }),
  };
}

/** Starts Parley with a data folder of its own; nobody is signed in yet. */
export async function startElectron(place: ElectronPlace, name: string): Promise<ElectronPerson> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-electron-'));
  const app = await _electron.launch({
    executablePath: place.binary,
    args: [APP, '--data-dir', dataDir],
    env: environment(place),
    chromiumSandbox: !isRoot,
  });
  const page = await app.firstWindow();
  const start = page.getByTestId('sign-in-name');
  await start.waitFor();
  // The first page was there before the probe could be.
  await probePages(app.context());
  await page.reload();
  await start.waitFor();
  return {
    name,
    page,
    app,
    dataDir,
    main: app.process(),
    url: page.url(),
    at: (testId) => page.getByTestId(testId),
    async quit() {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts Parley once more with the same data folder, as a user would. */
export function startAgain(place: ElectronPlace, { dataDir }: ElectronPerson): ChildProcess {
  const switches = isRoot ? ['--no-sandbox'] : [];
  return spawn(place.binary, [...switches, APP, '--data-dir', dataDir], {
    env: environment(place),
    stdio: 'ignore',
  });
}
