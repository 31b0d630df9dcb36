import { type ObservedPeople, signInObserved } from '../support/continuity/observed.ts';
import { startWitness, testify } from '../support/continuity/witness.ts';
import { addPeople, inConference, transferTo, untilTransferIs } from '../support/program/escalating.ts';
import { devicesReleased, picturesMove } from '../support/program/media-flow.ts';
import { leaveConference } from '../support/program/meeting.ts';
import { callAndAnswer, rowOf } from '../support/program/person.ts';
import { backHome, readEnding } from '../support/program/talk.ts';
import type { OpenWorld } from '../support/program/world.ts';
import { expectSame, type Tour } from './tour.ts';

/** Longest gap in the sound that a change of carriage may cause (SPEC ESC-2). */
const MOST_GAP_MS = 40;

/** An escalation, with a tone and a counting picture from the two people in the call. */
async function escalationSteps(tour: Tour, { alice, bob, carol }: ObservedPeople): Promise<void> {
  await tour.step(
    'escalate.add-people',
    'Alice and Bob talk; Alice adds Carol, and neither of the two hears a gap',
    () => alice,
    async () => {
      await callAndAnswer(alice, bob);
      for (const { page } of [alice, bob]) await picturesMove(page);
      await startWitness(alice.page, 'Bob');
      await startWitness(bob.page, 'Alice');
      await addPeople(alice, 'Carol');
      await carol.at('accept-audio').click();
      for (const person of [alice, bob]) await inConference(person);
      for (const { page } of [alice, bob]) await picturesMove(page);
      await picturesMove(carol.page, 2);
      const [atAlice, atBob] = [await testify(alice.page), await testify(bob.page)];
      const audioGapMs = Math.round(Math.max(atAlice.audioGapMs, atBob.audioGapMs));
      const audioOverlapMs = Math.round(Math.max(atAlice.audioOverlapMs, atBob.audioOverlapMs));
      const videoStallMs = Math.round(Math.max(atAlice.videoStallMs, atBob.videoStallMs));
      const blackMs = Math.round(Math.max(atAlice.blackMs, atBob.blackMs));
      if (audioGapMs > MOST_GAP_MS) throw new Error(`silence of ${audioGapMs} ms`);
      expectSame(blackMs, 0);
      return { audioGapMs, audioOverlapMs, videoStallMs, blackMs };
    },
  );
  await tour.step(
    'escalate.leave',
    'Bob leaves; the others stay in the conference, and then leave as well',
    () => carol,
    async () => {
      await leaveConference(bob);
      await picturesMove(carol.page);
      for (const person of [alice, carol]) await leaveConference(person);
      for (const { page } of [alice, bob, carol]) await devicesReleased(page);
      return undefined;
    },
  );
}

/** Alice transfers Bob to Carol: without success, then blind, then attended. */
async function transferSteps(tour: Tour, { alice, bob, carol }: ObservedPeople): Promise<void> {
  await tour.step(
    'transfer.failed',
    'Alice transfers Bob to Carol, who declines; Alice and Bob are talking again',
    () => alice,
    async () => {
      await callAndAnswer(alice, bob);
      await transferTo(alice, 'Carol');
      await bob.at('accept-referral').click();
      await alice.at('on-hold').waitFor();
      await carol.at('decline').click();
      await untilTransferIs(alice, 'failed');
      await alice.at('on-hold').waitFor({ state: 'detached' });
      for (const { page } of [alice, bob]) await picturesMove(page);
      await backHome(carol);
      return undefined;
    },
  );
  await tour.step(
    'transfer.blind',
    'Alice transfers him again and follows the progress; Carol answers',
    () => carol,
    async () => {
      await transferTo(alice, 'Carol');
      await bob.at('accept-referral').click();
      await untilTransferIs(alice, 'ringing');
      await carol.at('accept-video').click();
      expectSame((await readEnding(alice)).reason, 'transferred');
      for (const { page } of [bob, carol]) await picturesMove(page);
      await devicesReleased(alice.page);
      return undefined;
    },
  );
  if (!tour.ok) return;
  await carol.at('hang-up').click();
  await backHome(alice, bob, carol);
  await tour.step(
    'transfer.attended',
    'Alice talks to Carol first, then connects Bob with her; Carol does not answer twice',
    () => bob,
    async () => {
      await callAndAnswer(alice, bob);
      await transferTo(alice, 'Carol', 'first');
      await carol.at('accept-video').click();
      await picturesMove(alice.page);
      await alice.at('transfer-connect').click();
      await bob.at('accept-referral').click();
      expectSame((await readEnding(alice)).reason, 'transferred');
      for (const { page } of [bob, carol]) await picturesMove(page);
      await devicesReleased(alice.page);
      return undefined;
    },
  );
  if (!tour.ok) return;
  await carol.at('hang-up').click();
  await backHome(alice, bob, carol);
}

/** Escalation and transfer, in a separate world with steady sources. */
export async function escalationAndTransferSteps(tour: Tour, { browser }: OpenWorld): Promise<void> {
  let people: ObservedPeople | undefined;
  try {
    await tour.step(
      'sign-in.observed',
      'Alice, Bob and Carol sign in again, with a steady tone and a counting picture',
      () => (people as ObservedPeople).alice,
      async () => {
        people = await signInObserved(browser);
        await rowOf(people.alice, 'Carol').waitFor();
        return undefined;
      },
    );
    if (people) await escalationSteps(tour, people);
    if (people) await transferSteps(tour, people);
  } finally {
    await people?.close();
  }
}
