import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { devicesReleased } from '../../support/program/media-flow.ts';
import { createConference, joinConference } from '../../support/program/meeting.ts';
import { captureTracks, sendAsPage, toldLedger } from '../../support/program/page-probe.ts';
import { type Person, rowOf, stopMain } from '../../support/program/person.ts';
import { descendantsOf, lives } from '../../support/program/processes.ts';
import { exitRead, removeFromConference, terminate } from '../../support/program/room.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';
import { until } from '../../support/until.ts';

const EVERYONE = { env: { PARLEY_TIMINGS: JSON.stringify({ resumeMs: 1_000 }) } };
const ALL_THREE = ['camera', 'microphone', 'screen'];

/** Resolves when this person's page has live tracks of these sources, each of them in main's ledger. */
async function untilHeld(person: Person, sources: readonly string[]): Promise<void> {
  await until(
    () => toldLedger(person.page),
    (ledger) => sources.every((source) => ledger?.held.some((track) => track.source === source)),
    { what: `${sources.join(', ')} in the ledger` },
  );
  expect(await captureTracks(person.page)).toMatchObject({ live: sources.length });
}

/** Resolves when no track of the page is live, and main's ledger is empty with a receipt for each source. */
async function untilGivenBack(person: Person, sources: readonly string[]): Promise<void> {
  expect(await devicesReleased(person.page)).toBeGreaterThanOrEqual(sources.length);
  const ledger = await until(
    () => toldLedger(person.page),
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
  let comer: Person;
  let comers = 0;

  beforeAll(async () => {
    world = await openWorld([], EVERYONE);
    alice = await world.signIn('Alice');
    link = await createConference(alice);
  });
  afterAll(() => world.close());

  beforeEach(async () => {
    comers += 1;
    comer = await world.signIn(`Comer ${comers}`);
  });
  afterEach(() => comer.quit());

  /** Lets a person join Alice's conference with microphone, camera and screen. */
  async function joinWithAll(): Promise<void> {
    await joinConference(comer, link);
    await untilHeld(comer, ['camera', 'microphone']);
    await comer.at('toggle-share').click();
    await untilHeld(comer, ALL_THREE);
    await alice.at('roster').getByText(comer.name).waitFor();
  }

  const untilAliceSeesThemGo = () =>
    alice.at('roster').getByText(comer.name).waitFor({ state: 'detached', timeout: 15_000 });

  test('[LEASE-2] leave', async () => {
    await joinWithAll();
    await comer.at('leave').click();
    expect((await exitRead(comer)).reason).toBe('left');
    await untilGivenBack(comer, ALL_THREE);
  });

  test('[LEASE-2] removed', async () => {
    await joinWithAll();
    await removeFromConference(alice, comer.name);
    expect((await exitRead(comer)).reason).toBe('removed');
    await untilGivenBack(comer, ALL_THREE);
  });

  test('[LEASE-2] sign-out', async () => {
    await joinWithAll();
    await sendAsPage(comer.page, 'sign-out', {});
    await comer.at('sign-in-submit').waitFor();
    await untilGivenBack(comer, ALL_THREE);
    await untilAliceSeesThemGo();
  });

  test('[LEASE-2] a call that is declined, and one that is cancelled', async () => {
    await rowOf(comer, 'Alice').getByTestId('call-video').click();
    await alice.at('incoming-card').waitFor();
    await untilHeld(comer, ['camera', 'microphone']);
    await alice.at('decline').click();
    await untilGivenBack(comer, ['camera', 'microphone']);
    await comer.at('dismiss-ended').first().click();
    await rowOf(comer, 'Alice').getByTestId('call-video').click();
    await untilHeld(comer, ['camera', 'microphone']);
    await comer.at('cancel-call').click();
    await untilGivenBack(comer, ['camera', 'camera', 'microphone', 'microphone']);
  });

  test('[LEASE-2] the page reloads: its tracks end with it, and the new page has none', async () => {
    await joinWithAll();
    // This listener runs after Parley's own, so it would see any track that Parley leaves live.
    await comer.page.evaluate(() => {
      window.addEventListener('pagehide', () => {
        const states = window.probe.tracks.map(({ readyState }) => readyState);
        sessionStorage.setItem('states', states.join());
      });
    });
    await comer.page.reload();
    await until(
      () => toldLedger(comer.page),
      (ledger) => ledger?.held.length === 0 && ledger.receipts.length === 3,
      { what: 'an empty ledger with three receipts' },
    );
    expect(await comer.page.evaluate(() => sessionStorage.getItem('states'))).toBe('ended,ended,ended');
    expect(await captureTracks(comer.page)).toEqual({ made: 0, live: 0 });
    await untilAliceSeesThemGo();
  });

  test('[LEASE-2] the renderer is killed: its process exits, and main knows that its devices are released', async () => {
    await joinWithAll();
    const renderers = descendantsOf(process.pid).filter(({ name }) => name.startsWith('chrom'));
    const crashed = comer.page.waitForEvent('crash');
    void comer.page.goto('chrome://crash').catch(() => undefined);
    await crashed;
    await until(
      () => renderers.filter(({ pid }) => !lives(pid)).length,
      (gone) => gone > 0,
      { what: 'the end of the process' },
    );
    await untilAliceSeesThemGo();
    const next = await comer.page.context().newPage();
    await next.goto(new URL('/', comer.url).href);
    const ledger = await until(
      () => toldLedger(next),
      (told) => told !== undefined,
      { what: 'the ledger' },
    );
    expect(ledger?.held).toEqual([]);
    expect(ledger?.receipts.map(({ witness }) => witness)).toEqual(['page-gone', 'page-gone', 'page-gone']);
  });

  test('[LEASE-2] the window is closed', async () => {
    await joinWithAll();
    await comer.page.close();
    await untilAliceSeesThemGo();
    const next = await comer.page.context().newPage();
    await next.goto(new URL('/', comer.url).href);
    const ledger = await until(
      () => toldLedger(next),
      (told) => told !== undefined,
      { what: 'the ledger' },
    );
    expect(ledger).toMatchObject({ held: [], receipts: [{}, {}, {}] });
  });

  test('[LEASE-2] [LEASE-5] main is killed: the page releases all devices by itself, and the others are notified', async () => {
    await joinWithAll();
    const gone = once(comer.main, 'exit');
    comer.main.kill('SIGKILL');
    await gone;
    expect(await devicesReleased(comer.page)).toBe(3);
    await untilAliceSeesThemGo();
  });

  test('[LEASE-2] [LEASE-5] quit', async () => {
    await joinWithAll();
    await stopMain(comer.main);
    expect(await devicesReleased(comer.page)).toBe(3);
    await untilAliceSeesThemGo();
  });

  test('[LEASE-2] the conference is ended for everyone', async () => {
    await joinWithAll();
    await terminate(alice);
    for (const [person, sources] of [
      [comer, ALL_THREE],
      [alice, ['camera', 'microphone']],
    ] as const) {
      expect((await exitRead(person)).reason).toBe('ended');
      await untilGivenBack(person, sources);
    }
    await alice.at('dismiss-ended').first().click();
    link = await createConference(alice);
  });

  test('[LEASE-2] the server is killed', async () => {
    await joinWithAll();
    const server = descendantsOf(alice.main.pid).find(({ name }) => !name.startsWith('mediasoup'));
    if (server === undefined) throw new Error('no server to kill');
    process.kill(server.pid, 'SIGKILL');
    await untilGivenBack(comer, ALL_THREE);
    expect(await devicesReleased(alice.page)).toBeGreaterThanOrEqual(2);
    await until(
      () => toldLedger(alice.page),
      (ledger) => ledger?.held.length === 0,
      { what: 'an empty ledger' },
    );
  });
});
