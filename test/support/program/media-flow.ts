import type { Page } from 'playwright-core';
import { until } from '../until.ts';
import { captureTracks, received } from './page-probe.ts';

/** Resolves when this many received pictures move: each has decoded ten more frames. */
export async function picturesMove(page: Page, count = 1): Promise<void> {
  const before = (await received(page)).framesByTrack;
  await until(
    async () => (await received(page)).framesByTrack,
    (frames) => {
      const moving = Object.entries(frames).filter(
        ([track, decoded]) => decoded >= (before[track] ?? 0) + 10,
      );
      return moving.length >= count;
    },
    { what: `${count} moving pictures` },
  );
}

/** Resolves when exactly this many received pictures move: while one decodes ten more frames, the others stand still. */
export async function onlyMoving(page: Page, count: number): Promise<void> {
  await until(
    async () => {
      const before = (await received(page)).framesByTrack;
      await picturesMove(page);
      const now = Object.entries((await received(page)).framesByTrack);
      return now.filter(([track, decoded]) => decoded > (before[track] ?? 0)).length;
    },
    (moving) => moving === count,
    { what: `${count} moving pictures and no other` },
  );
}

/** Resolves when sound is received: its energy is above zero and grows. */
export async function soundFlows(page: Page): Promise<void> {
  const { audioEnergy } = await received(page);
  await until(
    async () => (await received(page)).audioEnergy,
    (energy) => energy > audioEnergy + 1e-4,
    { what: 'sound' },
  );
}

/** Resolves when each person receives a moving picture and sound. */
export async function mediaFlows(...people: readonly { readonly page: Page }[]): Promise<void> {
  for (const { page } of people) {
    await picturesMove(page);
    await soundFlows(page);
  }
}

/** Resolves when the page has had capture tracks, and none of them is live. */
export async function devicesReleased(page: Page): Promise<number> {
  const { made } = await until(
    () => captureTracks(page),
    ({ live }) => live === 0,
    { what: 'no live track' },
  );
  return made;
}
