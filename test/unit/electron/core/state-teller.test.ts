import { beforeEach, expect, test } from 'vitest';
import { ParleyError } from '../../../../protocol/errors.ts';
import { ClientWorld } from '../../../support/core/client-world.ts';
import { settled } from '../../../support/fake-clock.ts';

let world: ClientWorld;
/** Revisions of the changes that the page received. */
let revisions: number[];
let refuses: boolean;

beforeEach(async () => {
  world = new ClientWorld();
  const page = await world.signedInPage();
  revisions = [];
  refuses = true;
  page.when('state-changed', async ({ revision }) => {
    revisions.push(revision);
    if (refuses) throw new ParleyError('RPC_MALFORMED', 'unreadable');
    return {};
  });
  world.client.offerLink('parley://join/conference-1');
  await settled();
});

async function pass(ms: number): Promise<void> {
  world.clock.advance(ms);
  await settled();
}

test('[RES-5] a page that refuses a change soon learns that it missed this change', async () => {
  const [refused = 0] = revisions;
  refuses = false;
  await pass(999);
  expect(revisions).toEqual([refused]);
  await pass(1);
  expect(revisions).toEqual([refused, refused + 1]);
  await pass(10_000);
  expect(revisions).toHaveLength(2);
});

test('a page that refuses every change gets the next one after longer and longer pauses', async () => {
  for (const [ms, received] of [
    [1_000, 2],
    [1_999, 2],
    [1, 3],
    [3_999, 3],
    [1, 4],
  ] as const) {
    await pass(ms);
    expect(revisions).toHaveLength(received);
  }
});
