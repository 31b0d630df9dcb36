import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];

/** Switches under which Chromium runs headless, as root, with fake devices and without calling home. */
export const CHROMIUM_SWITCHES = [
  '--disable-gpu',
  // Two cameras, so that one can change to the other; three microphones come anyway. The screen is a fake one too.
  '--use-fake-device-for-media-stream=device-count=2',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/**
 * Path of the installed Chromium or Chrome; `PARLEY_CHROMIUM` names another.
 * @throws Error when there is none
 */
export function chromiumPath(): string {
  const path = process.env.PARLEY_CHROMIUM ?? CANDIDATES.find((candidate) => existsSync(candidate));
  if (path === undefined)
    throw new Error('no Chromium: install the package chromium, or set PARLEY_CHROMIUM');
  return path;
}

/** Starts a headless Chromium whose camera and microphone are fake ones that move and beep. */
export function launchChromium(moreSwitches: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [...CHROMIUM_SWITCHES, ...moreSwitches],
    chromiumSandbox: false,
  });
}

/** Runs an action with a headless Chromium, and closes it whatever happens. */
export async function withChromium<Result>(action: (browser: Browser) => Promise<Result>): Promise<Result> {
  const browser = await launchChromium();
  try {
    return await action(browser);
  } finally {
    await browser.close();
  }
}
