import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { type ClientOptions, freePort, type Person, signIn, startPerson } from './person.ts';

/** A browser, a port, and the people with their clients; closing it ends all of them. */
export interface OpenWorld {
  readonly browser: Browser;
  readonly port: number;
  /** Adds a person who is signed in. */
  signIn(name: string, options?: ClientOptions): Promise<Person>;
  /** Adds a person whose client runs and who is not signed in. */
  start(name: string, options?: ClientOptions): Promise<Person>;
  close(): Promise<void>;
}

/**
 * Opens an empty world. `moreSwitches` are for Chromium; `everyone` has the options of each client without its own. A
 * server may already run at `atPort`.
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
      // The first client's main runs the server, so it quits last; otherwise another client would start a server.
      for (const person of people.reverse()) await person.quit();
      await browser.close();
    },
  };
}
