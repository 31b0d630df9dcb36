import type { Browser } from 'playwright-core';
import { type PageOptions, type Person, signIn } from '../program/person.ts';
import type { ImpairedRelay } from './impaired-relay.ts';
import { startRelayedServer } from './relayed-server.ts';
import { giveSteadySources } from './steady-sources.ts';
import { callWitness } from './witness.ts';

/** A page with steady sources and a witness. Only one person may send a tone to each listener. */
export function observedPage(tone: 'tone' | 'silence'): PageOptions {
  return {
    // The witness adds a worklet.
    context: { bypassCSP: true },
    async prepare(context) {
      await giveSteadySources(context, tone);
      await callWitness(context);
    },
  };
}

/** Two people who talk and a third who only listens, with a path to the SFU that can be impaired. */
export interface ObservedPeople {
  readonly alice: Person;
  readonly bob: Person;
  readonly carol: Person;
  readonly relay: ImpairedRelay;
  close(): Promise<void>;
}

/** Signs the three people in at a separate server. */
export async function signInObserved(browser: Browser): Promise<ObservedPeople> {
  const server = await startRelayedServer();
  const world = { browser, port: server.port };
  const enter = (name: string, tone: 'tone' | 'silence') => signIn(world, name, { page: observedPage(tone) });
  const alice = await enter('Alice', 'tone');
  const bob = await enter('Bob', 'tone');
  const carol = await enter('Carol', 'silence');
  return {
    alice,
    bob,
    carol,
    relay: server.relay,
    async close() {
      for (const person of [carol, bob, alice]) await person.quit();
      await server.close();
    },
  };
}
