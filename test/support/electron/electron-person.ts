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

/** How to run Electron. */
export interface ElectronOptions {
  /** Path of Electron's program. */
  binary: string;
  /** Port of the embedded server. */
  port: number;
  /** X display; undefined for the one of the environment. */
  display: string | undefined;
}

/** One person who uses Parley under Electron. */
export interface ElectronPerson extends Person {
  readonly app: ElectronApplication;
}

function environment({ port, display }: ElectronOptions): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  );
  return {
    ...Object.fromEntries(inherited),
    PARLEY_PORT: String(port),
    ...(display === undefined ? {} : { DISPLAY: display }),
  };
}

/** Starts Parley with a data folder of its own. No user is signed in yet. */
export async function startElectron(options: ElectronOptions, name: string): Promise<ElectronPerson> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-electron-'));
  const app = await _electron.launch({
    executablePath: options.binary,
    args: [APP, '--data-dir', dataDir],
    env: environment(options),
    chromiumSandbox: !isRoot,
  });
  const page = await app.firstWindow();
  const signInName = page.getByTestId('sign-in-name');
  await signInName.waitFor();
  // The first page loaded before the probe could be installed.
  await probePages(app.context());
  await page.reload();
  await signInName.waitFor();
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

/** Starts Parley a second time with the same data folder. */
export function startAgain(options: ElectronOptions, { dataDir }: ElectronPerson): ChildProcess {
  const switches = isRoot ? ['--no-sandbox'] : [];
  return spawn(options.binary, [...switches, APP, '--data-dir', dataDir], {
    env: environment(options),
    stdio: 'ignore',
  });
}
