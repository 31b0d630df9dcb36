import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_SWITCHES, chromiumPath } from '../../support/program/chromium.ts';
import { type Display, startDisplay } from '../../support/program/display.ts';
import { freePort } from '../../support/program/person.ts';
import { until } from '../../support/until.ts';
import { type Measured, record } from '../figures.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const REFERENCE = fileURLToPath(new URL('../reference/window.ts', import.meta.url));

/** A Chromium with a debugging port that reports when its page was painted. */
async function writeDebuggable(folder: string): Promise<string> {
  const path = join(folder, 'debuggable-chromium');
  const switches = [...CHROMIUM_SWITCHES, '--no-sandbox', '--remote-debugging-port=0'].join(' ');
  await writeFile(path, `#!/bin/sh\nexec ${chromiumPath()} ${switches} "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

/** Waits for the debugging port that Chromium writes into its profile folder. */
async function debuggingPort(folder: string): Promise<string> {
  const read = async () => {
    const [file] = globSync('*/DevToolsActivePort', { cwd: folder });
    return file === undefined ? '' : ((await readFile(join(folder, file), 'utf8')).split('\n')[0] ?? '');
  };
  return until(read, (port) => port !== '', { what: 'a window', timeoutMs: 20_000 });
}

/** Runs in the page: the time of its mark, in milliseconds since the epoch, or 0. */
const READ_MARK = `performance.getEntriesByName('usable').map((mark) => performance.timeOrigin + mark.startTime)[0] ?? 0`;

interface Evaluated {
  result?: { result?: { value?: number } };
}

/** One raw DevTools call, since Playwright cannot attach to an app window. Returns 0 while the page still loads. */
async function readMark(pages: string): Promise<number> {
  const [page] = (await (await fetch(pages)).json()) as { webSocketDebuggerUrl: string }[];
  if (page === undefined) return 0;
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  const params = { expression: READ_MARK, returnByValue: true };
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
  const answer = await new Promise<Evaluated>((resolve) =>
    socket.addEventListener('message', ({ data }) => resolve(JSON.parse(String(data))), { once: true }),
  );
  socket.close();
  return answer.result?.result?.value ?? 0;
}

/** The time at which the page marked itself usable. */
async function usableAtMs(folder: string): Promise<number> {
  const pages = `http://127.0.0.1:${await debuggingPort(folder)}/json/list`;
  return until(
    () => readMark(pages),
    (atMs) => atMs > 0,
    { what: 'a usable page' },
  );
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
