import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM_SWITCHES, chromiumPath } from '../../support/chromium.ts';
import { type Display, startDisplay } from '../../support/display.ts';
import { freePort } from '../../support/person.ts';
import { type Measured, record } from '../figures.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const REFERENCE = fileURLToPath(new URL('../reference/window.ts', import.meta.url));

/** A Chromium that can be asked, over its debugging port, when its page was painted. */
async function writeDebuggable(folder: string): Promise<string> {
  const path = join(folder, 'chromium');
  const switches = [...CHROMIUM_SWITCHES, '--no-sandbox', '--remote-debugging-port=0'].join(' ');
  await writeFile(path, `#!/bin/sh\nexec ${chromiumPath()} ${switches} "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

/** Waits for the debugging port that Chromium writes into its profile folder. */
async function debuggingPort(folder: string): Promise<string> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    const [file] = globSync('**/DevToolsActivePort', { cwd: folder });
    if (file && existsSync(join(folder, file))) {
      const [port] = (await readFile(join(folder, file), 'utf8')).split('\n');
      if (port) return port;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the window did not open within 20 s');
}

/** When the page marked itself usable, in milliseconds since the epoch. */
async function usableAtMs(folder: string): Promise<number> {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPort(folder)}`);
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('no page');
  await page.waitForFunction(() => performance.getEntriesByName('usable').length > 0);
  const atMs = await page.evaluate(
    () => performance.timeOrigin + (performance.getEntriesByName('usable')[0]?.startTime ?? 0),
  );
  await browser.close();
  return atMs;
}

async function time(start: (folder: string, env: NodeJS.ProcessEnv) => ChildProcess, display: Display) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-startup-'));
  const env = {
    ...process.env,
    DISPLAY: display.name,
    PARLEY_CHROMIUM: await writeDebuggable(folder),
    PARLEY_PORT: String(await freePort()),
  };
  const startedAtMs = Date.now();
  const app = start(folder, env);
  const gone = once(app, 'exit');
  try {
    return (await usableAtMs(folder)) - startedAtMs;
  } finally {
    app.kill('SIGTERM');
    await gone;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const startParley = (folder: string, env: NodeJS.ProcessEnv) =>
  spawn('npm', ['start', '--silent', '--', '--shell', 'browser', '--data-dir', folder], {
    cwd: ROOT,
    env,
    stdio: 'ignore',
  });
const startBare = (folder: string, env: NodeJS.ProcessEnv) =>
  spawn(process.execPath, [REFERENCE, folder], { env, stdio: 'ignore' });

/** From `npm start` on a built clone to a usable sign-in, in a real window on a virtual display. */
export async function measure(runs: number): Promise<Measured> {
  const display = await startDisplay();
  const measured: Measured = { parley: {}, reference: {} };
  try {
    for (let run = 0; run < runs; run += 1) {
      record(measured.parley, { usableMs: await time(startParley, display) });
      record(measured.reference, { usableMs: await time(startBare, display) });
    }
  } finally {
    await display.close();
  }
  return measured;
}
