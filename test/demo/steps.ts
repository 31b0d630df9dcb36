import { devicesReleased, mediaFlows, picturesMove, soundFlows } from '../support/program/media-flow.ts';
import { createConference, invite, joinConference, leaveConference } from '../support/program/meeting.ts';
import { clickedAtMs, watchFirstFrame } from '../support/program/page-probe.ts';
import { type Person, rowOf } from '../support/program/person.ts';
import type { OpenWorld } from '../support/program/world.ts';
import { escalationAndTransferSteps } from './escalation-and-transfer-steps.ts';
import { organizerSteps } from './organizer-steps.ts';
import { inCallSteps, messageSteps, ringingSteps } from './telephone-steps.ts';
import { expectSame, type Tour } from './tour.ts';

/** Milliseconds since the person's last click, rounded. */
async function sinceClick(person: Person, atMs: number): Promise<number> {
  return Math.round(atMs - (await clickedAtMs(person.page)));
}

/** Two people call each other and hang up. */
async function callSteps(tour: Tour, alice: Person, bob: Person): Promise<void> {
  let frame: () => Promise<number>;
  await tour.step(
    'call.invite',
    'Alice calls Bob; his Parley rings',
    () => bob,
    async () => {
      frame = await watchFirstFrame(bob.page);
      await rowOf(alice, 'Bob').getByTestId('call-video').click();
      await bob.at('incoming-card').waitFor();
      return undefined;
    },
  );
  await tour.step(
    'call.answer',
    'Bob answers',
    () => bob,
    async () => {
      await bob.at('accept-video').click();
      return { firstFrameMs: await sinceClick(bob, await frame()) };
    },
  );
  await tour.step(
    'call.media',
    'Pictures move and sound flows both ways',
    () => alice,
    async () => {
      await mediaFlows(alice, bob);
      return undefined;
    },
  );
  await tour.step(
    'call.hang-up',
    'Alice hangs up; both read the ending, and every device is released',
    () => bob,
    async () => {
      await alice.at('hang-up').click();
      expectSame(await bob.at('ended-card').getAttribute('data-reason'), 'hung-up');
      for (const { page } of [alice, bob]) await devicesReleased(page);
      return undefined;
    },
  );
  for (const person of [alice, bob]) if (tour.ok) await person.at('dismiss-ended').click();
}

/** Three people meet over the SFU, and leave. */
async function conferenceSteps(tour: Tour, people: [Person, Person, Person]): Promise<void> {
  const [alice, bob, carol] = people;
  let link = '';
  await tour.step(
    'conference.create',
    'Alice creates a conference',
    () => alice,
    async () => {
      link = await createConference(alice);
      return undefined;
    },
  );
  await tour.step(
    'conference.join-bob',
    'Bob joins by link',
    () => bob,
    async () => {
      const frame = await watchFirstFrame(bob.page);
      await joinConference(bob, link);
      return { firstFrameMs: await sinceClick(bob, await frame()) };
    },
  );
  await tour.step(
    'conference.invite-carol',
    'Alice invites Carol: her Parley rings, and she joins',
    () => carol,
    async () => {
      await invite(alice, 'Carol');
      const frame = await watchFirstFrame(carol.page);
      await carol.at('accept-video').click();
      const figures = { firstFrameMs: await sinceClick(carol, await frame()) };
      await carol.at('conference-view').waitFor();
      return figures;
    },
  );
  await tour.step(
    'conference.media',
    'Each sees two moving pictures, and hears sound',
    () => alice,
    async () => {
      for (const { page } of people) {
        await picturesMove(page, 2);
        await soundFlows(page);
      }
      return { tiles: await alice.at('tile').count() };
    },
  );
  await tour.step(
    'conference.leave',
    'Bob leaves; the others continue',
    () => alice,
    async () => {
      expectSame(await leaveConference(bob), 'left');
      await devicesReleased(bob.page);
      await alice.at('tile').nth(2).waitFor({ state: 'detached' });
      await picturesMove(alice.page);
      return undefined;
    },
  );
  await tour.step(
    'conference.empty',
    'The others leave; no device is open',
    () => carol,
    async () => {
      for (const person of [alice, carol]) {
        expectSame(await leaveConference(person), 'left');
        await devicesReleased(person.page);
      }
      return undefined;
    },
  );
}

/** The whole tour. */
export async function takeTour(tour: Tour, world: OpenWorld): Promise<void> {
  const people: Person[] = [];
  for (const name of ['Alice', 'Bob', 'Carol']) {
    await tour.step(
      `sign-in.${name.toLowerCase()}`,
      `${name} signs in`,
      () => people.at(-1) as Person,
      async () => {
        people.push(await world.signIn(name));
        return undefined;
      },
    );
  }
  if (!tour.ok) return;
  let [alice, bob, carol] = people as [Person, Person, Person];
  await tour.step(
    'people.seen',
    'They see each other in the directory',
    () => alice,
    async () => {
      await rowOf(alice, 'Bob').waitFor();
      await rowOf(bob, 'Carol').waitFor();
      return undefined;
    },
  );
  await callSteps(tour, alice, bob);
  await ringingSteps(tour, world, [alice, bob]);
  carol = await messageSteps(tour, world, [alice, carol]);
  await inCallSteps(tour, [alice, bob]);
  await conferenceSteps(tour, [alice, bob, carol]);
  await organizerSteps(tour, [alice, bob, carol]);
  await escalationAndTransferSteps(tour, world);
}
