import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { until } from '../until.ts';
import { chromiumPath } from './chromium.ts';
import { type ParleyProgram, runParley } from './parley-program.ts';

/** A Parley that has opened a real window of Chromium, with the arguments that it passes to Chromium itself. */
export interface OpenWindow extends ParleyProgram {
  readonly page: Page;
  /** The URL that Chromium was started with. */
  readonly startAddress: string;
  /** The content of the file at that URL. */
  readonly startPage: string;
  /** What another user of this computer got when reading that file; empty if the test does not run as root. */
  readonly readByOther: string;
  close(): Promise<void>;
}

export interface WindowOptions {
  /** An empty folder that other users can enter. */
  folder: string;
  /** The X display. */
  display: string;
  env: NodeJS.ProcessEnv;
}

/** Starts the browser shell with its window, signed in as Alice. */
export async function openParleyWindow({ folder, display, env }: WindowOptions): Promise<OpenWindow> {
  const seen = (name: string) => path.join(folder, name);
  const dataDir = seen('data');
  const program = runParley(['--shell', 'browser', '--name', 'Alice', '--data-dir', dataDir], {
    ...env,
    DISPLAY: display,
    PARLEY_CHROMIUM: recordingChromium(folder),
  });
  const portFile = path.join(dataDir, 'chromium', 'DevToolsActivePort');
  await until(() => existsSync(portFile), Boolean, { what: 'the window' });
  const [port] = readFileSync(portFile, 'utf8').split('\n');
  const browser: Browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('the window has no page');
  const startAddress = /^--app=(.*)$/m.exec(readFileSync(seen('arguments'), 'utf8'))?.[1] ?? '';
  return {
    ...program,
    page,
    startAddress,
    startPage: readFileSync(seen('page'), 'utf8'),
    readByOther: readFileSync(seen('other'), 'utf8'),
    async close() {
      await browser.close();
      await program.stop();
    },
  };
}

/**
 * A program that replaces Chromium. It records the arguments and tries to read the start page as another user, and then
 * becomes Chromium.
 */
function recordingChromium(folder: string): string {
  const file = path.join(folder, 'chromium.sh');
  const script = `#!/bin/sh
for argument; do echo "$argument"; done > "${folder}/arguments"
page=$(sed -n 's|^--app=file://||p' "${folder}/arguments")
cp "$page" "${folder}/page"
: > "${folder}/other"
if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups cat "$page" > "${folder}/other" 2>&1; fi
exec "${chromiumPath()}" --remote-debugging-port=0 --disable-gpu "$@"
`;
  writeFileSync(file, script, { mode: 0o755 });
  return file;
}
