import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { devicesReleased } from '../../support/program/media-flow.ts';
import { createConference, joinConference } from '../../support/program/meeting.ts';
import { readExit, removeFromConference, terminate } from '../../support/program/organizing.ts';
import { captureTracks, receivedLedger, sendAsPage } from '../../support/program/page-probe.ts';
import { type Person, rowOf, stopMain } from '../../support/program/person.ts';
import { descendantsOf, lives } from '../../support/program/processes.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';
import { until } from '../../support/until.ts';

const EVERYONE = { env: { PARLEY_TIMINGS: JSON.stringify({ resumeMs: 1_000 }) } };
const ALL_THREE = ['camera', 'microphone', 'screen'];

/** Resolves when this person's page has live tracks of these sources, each of them in main's ledger. */
async function untilHeld(person: Person, sources: readonly string[]): Promise<void> {
  await until(
    () => receivedLedger(person.page),
    (ledger) => sources.every((source) => ledger?.held.some((track) => track.source === source)),
    { what: `${sources.join(', ')} in the ledger` },
  );
  expect(await captureTracks(person.page)).toMatchObject({ live: sources.length });
}

/** Resolves when no track of the page is live, and main's ledger is empty with a receipt for each source. */
async function untilReleased(person: Person, sources: readonly string[]): Promise<void> {
  expect(await devicesReleased(person.page)).toBeGreaterThanOrEqual(sources.length);
  const ledger = await until(
    () => receivedLedger(person.page),
    (told) => told?.held.length === 0,
    { what: 'an empty ledger' },
  );
  expect(ledger?.receipts.map(({ source }) => source).sort()).toEqual(sources);
  expect(ledger?.receipts.every(({ witness }) => witness === 'page')).toBe(true);
}

describe('no device stays open after any kind of exit', () => {
  let world: OpenWorld;
  let alice: Person;
  let link: string;
  let joiner: Person;
  let joiners = 0;

  beforeAll(async () => {
    world = await openWorld([], EVERYONE);
    alice = await world.signIn('Alice');
    link = await createConference(alice);
  });
  afterAll(() => world.close());

  beforeEach(async () => {
    joiners += 1;
    joiner = await world.signIn(`Joiner ${joiners}`);
  });
  afterEach(() => joiner.quit());

  /** Lets a person join Alice's conference with microphone, camera and screen. */
  async function joinWithAll(): Promise<void> {
    await joinConference(joiner, link);
    await untilHeld(joiner, ['camera', 'microphone']);
    await joiner.at('toggle-share').click();
    await untilHeld(joiner, ALL_THREE);
    await alice.at('roster').getByText(joiner.name).waitFor();
  }

  const untilAliceSeesThemGo = () =>
    alice.at('roster').getByText(joiner.name).waitFor({ state: 'detached', timeout: 15_000 });

  test('[LEASE-2] leave', async () => {
    await joinWithAll();
    await joiner.at('leave').click();
    expect((await readExit(joiner)).reason).toBe('left');
    await untilReleased(joiner, ALL_THREE);
  });

  test('[LEASE-2] removed', async () => {
    await joinWithAll();
    await removeFromConference(alice, joiner.name);
    expect((await readExit(joiner)).reason).toBe('removed');
    await untilReleased(joiner, ALL_THREE);
  });

  test('[LEASE-2] sign-out', async () => {
    await joinWithAll();
    await sendAsPage(joiner.page, 'sign-out', {});
    await joiner.at('sign-in-submit').waitFor();
    await untilReleased(joiner, ALL_THREE);
    await untilAliceSeesThemGo();
  });

  test('[LEASE-2] a declined call, and a cancelled call', async () => {
    await rowOf(joiner, 'Alice').getByTestId('call-video').click();
    await alice.at('incoming-card').waitFor();
    await untilHeld(joiner, ['camera', 'microphone']);
    await alice.at('decline').click();
    await untilReleased(joiner, ['camera', 'microphone']);
    await joiner.at('dismiss-ended').first().click();
    await rowOf(joiner, 'Alice').getByTestId('call-video').click();
    await untilHeld(joiner, ['camera', 'microphone']);
    await joiner.at('cancel-call').click();
    await untilReleased(joiner, ['camera', 'camera', 'microphone', 'microphone']);
  });

  test('[LEASE-2] the page reloads: its tracks end with it, and the new page has none', async () => {
    await joinWithAll();
    // This listener runs after Parley's own, so it would see any track that Parley leaves live.
    await joiner.page.evaluate(() => {
      window.addEventListener('pagehide', () => {
        const states = window.probe.tracks.map(({ readyState }) => readyState);
        sessionStorage.setItem('states', states.join());
      });
    });
    await joiner.page.reload();
    await until(
      () => receivedLedger(joiner.page),
      (ledger) => ledger?.held.length === 0 && ledger.receipts.length === 3,
      { what: 'an empty ledger with three receipts' },
    );
    expect(await joiner.page.evaluate(() => sessionStorage.getItem('states'))).toBe('ended,ended,ended');
    expect(await captureTracks(joiner.page)).toEqual({ made: 0, live: 0 });
    await untilAliceSeesThemGo();
  });

  test('[LEASE-2] the renderer is killed: its process exits, and main knows that its devices are released', async () => {
    await joinWithAll();
    const renderers = descendantsOf(process.pid).filter(({ name }) => name.startsWith('chrom'));
    const crashed = joiner.page.waitForEvent('crash');
    void joiner.page.goto('chrome://crash').catch(() => undefined);
    await crashed;
    await until(
      () => renderers.filter(({ pid }) => !lives(pid)).length,
      (gone) => gone > 0,
      { what: 'the end of the process' },
    );
    await untilAliceSeesThemGo();
    const next = await joiner.page.context().newPage();
    await next.goto(new URL('/', joiner.url).href);
    const ledger = await until(
      () => receivedLedger(next),
      (told) => told !== undefined,
      { what: 'the ledger' },
    );
    expect(ledger?.held).toEqual([]);
    expect(ledger?.receipts.map(({ witness }) => witness)).toEqual(['page-gone', 'page-gone', 'page-gone']);
  });

  test('[LEASE-2] the window is closed', async () => {
    await joinWithAll();
    await joiner.page.close();
    await untilAliceSeesThemGo();
    const next = await joiner.page.context().newPage();
    await next.goto(new URL('/', joiner.url).href);
    const ledger = await until(
      () => receivedLedger(next),
      (told) => told !== undefined,
      { what: 'the ledger' },
    );
    expect(ledger).toMatchObject({ held: [], receipts: [{}, {}, {}] });
  });

  test('[LEASE-2] [LEASE-5] main is killed: the page releases all devices by itself, and the others are notified', async () => {
    await joinWithAll();
    const gone = once(joiner.main, 'exit');
    joiner.main.kill('SIGKILL');
    await gone;
    expect(await devicesReleased(joiner.page)).toBe(3);
    await untilAliceSeesThemGo();
  });

  test('[LEASE-2] [LEASE-5] quit', async () => {
    await joinWithAll();
    await stopMain(joiner.main);
    expect(await devicesReleased(joiner.page)).toBe(3);
    await untilAliceSeesThemGo();
  });

  test('[LEASE-2] the conference is ended for everyone', async () => {
    await joinWithAll();
    await terminate(alice);
    for (const [person, sources] of [
      [joiner, ALL_THREE],
      [alice, ['camera', 'microphone']],
    ] as const) {
      expect((await readExit(person)).reason).toBe('ended');
      await untilReleased(person, sources);
    }
    await alice.at('dismiss-ended').first().click();
    link = await createConference(alice);
  });

  test('[LEASE-2] the server is killed', async () => {
    await joinWithAll();
    const server = descendantsOf(alice.main.pid).find(({ name }) => !name.startsWith('mediasoup'));
    if (server === undefined) throw new Error('no server to kill');
    process.kill(server.pid, 'SIGKILL');
    await untilReleased(joiner, ALL_THREE);
    expect(await devicesReleased(alice.page)).toBeGreaterThanOrEqual(2);
    await until(
      () => receivedLedger(alice.page),
      (ledger) => ledger?.held.length === 0,
      { what: 'an empty ledger' },
    );
  });
});
