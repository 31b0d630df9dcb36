import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callAndAnswer, type Person, startMain, stopMain } from '../../support/program/person.ts';
import { backHome, ring } from '../../support/program/talk.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

/** Short limits, so that the server soon notices that a main process is gone. */
const EVERYONE = { env: { PARLEY_TIMINGS: JSON.stringify({ resumeMs: 1_000 }) } };

/** Kills a main process as a crash or power failure would: no code of it runs any more. */
async function kill({ main }: Person): Promise<void> {
  const gone = once(main, 'exit');
  main.kill('SIGKILL');
  await gone;
}

/** The history of this person, as shown by a new main process with the same data folder. */
async function historyAfterRestart(world: OpenWorld, { name, dataDir }: Person) {
  const { main, url } = await startMain(dataDir, { env: { PARLEY_PORT: String(world.port) } });
  const context = await world.browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.getByTestId('sign-in-name').fill(name);
    await page.getByTestId('sign-in-submit').click();
    await page.getByTestId('tab-history').click();
    const rows = page.getByTestId('history-row');
    await rows.first().waitFor();
    return await rows.evaluateAll((all) =>
      all.map((row) => ({
        reason: row.getAttribute('data-reason'),
        missed: row.getAttribute('data-missed') === 'true',
        words: row.textContent ?? '',
      })),
    );
  } finally {
    await context.close();
    await stopMain(main);
  }
}

describe('a main process that is killed with -9', () => {
  let world: OpenWorld;
  let bob: Person;
  let alice: Person;

  beforeAll(async () => {
    world = await openWorld([], EVERYONE);
    // The first client's main runs the server, and stays alive.
    bob = await world.signIn('Bob');
  });
  afterAll(() => world.close());
  let count = 0;
  beforeEach(async () => {
    count += 1;
    alice = await world.signIn(`Alice ${count}`);
    await bob.page.locator('[data-testid=person-row]', { hasText: alice.name }).waitFor();
  });
  afterEach(() => backHome(bob));

  test('[INV-12] while her own call rings: her history has it as interrupted', async () => {
    await ring(alice, bob);
    await kill(alice);
    const [entry, ...more] = await historyAfterRestart(world, alice);
    expect(entry).toMatchObject({ reason: 'interrupted', missed: false });
    expect(entry?.words).toContain('interrupted');
    expect(more).toEqual([]);
  });

  test('[INV-12] while an incoming call rings: her history has it as missed', async () => {
    await ring(bob, alice);
    await kill(alice);
    const entries = await historyAfterRestart(world, alice);
    expect(entries).toMatchObject([{ reason: 'interrupted', missed: true }]);
  });

  test('[INV-12] during a call: her history has it as interrupted', async () => {
    await callAndAnswer(alice, bob);
    await kill(alice);
    expect(await historyAfterRestart(world, alice)).toMatchObject([{ reason: 'interrupted', missed: false }]);
  });
});
