import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];

/** Switches to run Chromium headless, as root, with fake devices and without background traffic. */
export const CHROMIUM_SWITCHES = [
  '--disable-gpu',
  // Two cameras, so that tests can switch; there are three microphones by default. The screen is fake as well.
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
 * Path of the installed Chromium or Chrome; `PARLEY_CHROMIUM` overrides it.
 * @throws Error when there is none
 */
export function chromiumPath(): string {
  const path = process.env.PARLEY_CHROMIUM ?? CANDIDATES.find((candidate) => existsSync(candidate));
  if (path === undefined)
    throw new Error('no Chromium: install the package chromium, or set PARLEY_CHROMIUM');
  return path;
}

/** Starts a headless Chromium with a fake camera that moves and a fake microphone that beeps. */
export function launchChromium(moreSwitches: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [...CHROMIUM_SWITCHES, ...moreSwitches],
    chromiumSandbox: false,
  });
}

/** Runs an action with a headless Chromium, and always closes it afterwards. */
export async function withChromium<Result>(action: (browser: Browser) => Promise<Result>): Promise<Result> {
  const browser = await launchChromium();
  try {
    return await action(browser);
  } finally {
    await browser.close();
  }
}
