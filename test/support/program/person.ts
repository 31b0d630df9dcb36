import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { probePages } from './page-probe.ts';

const MAIN = fileURLToPath(new URL('../../../dist/electron/main-browser.js', import.meta.url));

/** One person with a client of their own: a real main process, data folder and page. */
export interface Person {
  readonly name: string;
  readonly page: Page;
  readonly main: ChildProcess;
  readonly url: string;
  readonly dataDir: string;
  /** The element with this `data-testid`. */
  at(testId: string): Locator;
  /** Closes the page, stops the main process and removes the data folder. */
  quit(): Promise<void>;
}

/** The port of the embedded server and the browser for the pages, which several people share. */
export interface World {
  readonly browser: Browser;
  readonly port: number;
}

/** A TCP port of 127.0.0.1 that was free just now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Higher limits of the server (SPEC RES-6), since tests start more calls and conferences than people do. */
const FAST_HANDS = { PARLEY_INVITATIONS_PER_MINUTE: '1000', PARLEY_CONFERENCES_PER_HOUR: '1000' };

/** Starts the browser shell without a window. @returns the process and the URL of its page */
export async function startMain(
  dataDir: string,
  options: { env?: NodeJS.ProcessEnv; args?: string[] } = {},
): Promise<{ main: ChildProcess; url: string }> {
  const args = ['--shell', 'browser', '--no-window', '--data-dir', dataDir, ...(options.args ?? [])];
  const main = fork(MAIN, args, {
    env: { ...FAST_HANDS, ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  main.stdout?.on('data', (chunk) => (output += chunk));
  main.stderr?.on('data', (chunk) => {
    output += chunk;
    if (process.env.PARLEY_TEST_LOG) process.stderr.write(chunk);
  });
  const url = await new Promise<string>((resolve, reject) => {
    main.once('exit', (code) =>
      reject(new Error(`main exited with ${code} before it was ready:\n${output}`)),
    );
    main.on('message', (message: { type?: string; url?: string }) => {
      if (message.type === 'ready' && message.url !== undefined) resolve(message.url);
    });
  });
  main.removeAllListeners('exit');
  return { main, url };
}

/** Stops a main process as the system would, and waits until it has exited. */
export async function stopMain(main: ChildProcess): Promise<void> {
  if (main.exitCode !== null || main.signalCode !== null) return;
  const gone = once(main, 'exit');
  main.kill('SIGTERM');
  await gone;
}

/** Options of one person's client; the defaults are a first start in an empty home folder. */
export interface ClientOptions {
  env?: NodeJS.ProcessEnv;
  args?: string[];
  /** Files in the data folder before the start: file name → content. */
  files?: Record<string, string>;
  /** Options of the page's browser context. */
  page?: PageOptions;
}

export interface PageOptions {
  context?: BrowserContextOptions;
  /** Called before the page opens. */
  prepare?(context: BrowserContext): Promise<void>;
}

/** Starts a client and opens its page. No user is signed in yet. */
export async function startPerson(world: World, name: string, options: ClientOptions = {}): Promise<Person> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-test-'));
  for (const [file, contents] of Object.entries(options.files ?? {}))
    await writeFile(join(dataDir, file), contents);
  const env = { PARLEY_PORT: String(world.port), ...options.env };
  const { main, url } = await startMain(dataDir, { ...options, env });
  const viewport = { width: 1280, height: 800 };
  const context = await world.browser.newContext({ viewport, ...options.page?.context });
  await probePages(context);
  await options.page?.prepare?.(context);
  const page = await context.newPage();
  await page.goto(url);
  return {
    name,
    page,
    main,
    url,
    dataDir,
    at: (testId) => page.getByTestId(testId),
    async quit() {
      await context.close();
      await stopMain(main);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts a client and signs its person in by name. */
export async function signIn(world: World, name: string, options: ClientOptions = {}): Promise<Person> {
  const person = await startPerson(world, name, options);
  await person.at('sign-in-name').fill(name);
  await person.at('sign-in-submit').click();
  await person.at('home').waitFor();
  return person;
}

/** Signs out and in: a new endpoint of the same person. */
export async function signInAgain(person: Person): Promise<void> {
  await person.at('sign-out').click();
  await person.at('sign-in-name').fill(person.name);
  await person.at('sign-in-submit').click();
  await person.at('home').waitFor();
}

/** The row of another person in this person's list. */
export function rowOf(person: Person, other: string): Locator {
  return person.page.locator(`[data-testid="person-row"]`, { hasText: other });
}

/** Calls and answers with microphone and camera; resolves when both people are in the call. */
export async function callAndAnswer(caller: Person, callee: Person): Promise<void> {
  await rowOf(caller, callee.name).getByTestId('call-video').click();
  await callee.at('accept-video').click();
  await Promise.all([caller.at('call-view').waitFor(), callee.at('call-view').waitFor()]);
}
