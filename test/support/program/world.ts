import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { type ClientOptions, freePort, type Person, signIn, startPerson } from './person.ts';

/** A browser, a port, and the people who came; closing it ends all of them. */
export interface OpenWorld {
  readonly browser: Browser;
  readonly port: number;
  /** Somebody who has signed in. */
  signIn(name: string, options?: ClientOptions): Promise<Person>;
  /** Somebody whose client runs and who has not signed in. */
  start(name: string, options?: ClientOptions): Promise<Person>;
  close(): Promise<void>;
}

/**
 * Opens an empty world. `moreSwitches` are Chromium's; `everyone` holds for each client that has no other options. A
 * server may be there already at `atPort`.
 */
export async function openWorld(
  moreSwitches: readonly string[] = [],
  everyone: ClientOptions = {},
  atPort?: number,
): Promise<OpenWorld> {
  const browser = await launchChromium(moreSwitches);
  const port = atPort ?? (await freePort());
  const people: Person[] = [];
  const enter = async (coming: Promise<Person>) => {
    const person = await coming;
    people.push(person);
    return person;
  };
  return {
    browser,
    port,
    signIn: (name, options = everyone) => enter(signIn({ browser, port }, name, options)),
    start: (name, options = everyone) => enter(startPerson({ browser, port }, name, options)),
    async close() {
      // The first one's main holds the server: it goes last, so that nobody else starts another.
      for (const person of people.reverse()) await person.quit();
      await browser.close();
    },
  };
}
