import type { Browser } from 'playwright-core';
import { type ClientOptions, freePort, type PageOptions, type Person, signIn } from '../person.ts';
import { type ImpairedRelay, RELAY_ADDRESS, startImpairedRelay } from './impaired-relay.ts';
import { giveSteadySources } from './steady-sources.ts';
import { callWitness } from './witness.ts';

/** A page with steady sources and a witness. Only one of those who meet may give a tone to each listener. */
export function observedPage(tone: 'tone' | 'silence'): PageOptions {
  return {
    // The witness brings a worklet of its own.
    context: { bypassCSP: true },
    async prepare(context) {
      await giveSteadySources(context, tone);
      await callWitness(context);
    },
  };
}

/** Two who talk and a third who only listens, with a way to the SFU that can be made worse. */
export interface ObservedPeople {
  readonly alice: Person;
  readonly bob: Person;
  readonly carol: Person;
  readonly relay: ImpairedRelay;
  close(): Promise<void>;
}

/** Signs the three in at a server of their own. `more` holds for each client. */
export async function signInObserved(browser: Browser, more: ClientOptions = {}): Promise<ObservedPeople> {
  const world = { browser, port: await freePort() };
  const mediaPort = await freePort();
  const relay = await startImpairedRelay(mediaPort);
  const env = {
    PARLEY_MEDIA_PORT: String(mediaPort),
    PARLEY_MEDIA_ANNOUNCED_ADDRESS: RELAY_ADDRESS,
    ...more.env,
  };
  const enter = (name: string, tone: 'tone' | 'silence') =>
    signIn(world, name, { ...more, env, page: observedPage(tone) });
  const alice = await enter('Alice', 'tone');
  const bob = await enter('Bob', 'tone');
  const carol = await enter('Carol', 'silence');
  return {
    ...{ alice, bob, carol, relay },
    async close() {
      // The first one's main holds the server: it goes last.
      for (const person of [carol, bob, alice]) await person.quit();
      await relay.close();
    },
  };
}
