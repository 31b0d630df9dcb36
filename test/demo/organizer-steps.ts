import { devicesReleased, picturesMove } from '../support/program/media-flow.ts';
import { prepareJoin } from '../support/program/meeting.ts';
import {
  actOn,
  chat,
  createWith,
  knock,
  openRoster,
  participantRow,
  readExit,
  removeFromConference,
  terminate,
} from '../support/program/organizing.ts';
import type { Person } from '../support/program/person.ts';
import { backHome } from '../support/program/talk.ts';
import { expectSame, type Tour } from './tour.ts';

/** Number of tiles that each participant sees. */
async function untilTiles(count: number, ...people: Person[]): Promise<void> {
  for (const person of people) {
    await person
      .at('tile')
      .nth(count - 1)
      .waitFor();
  }
}

/** A conference with a waiting room: admission, the organizer’s actions, and its end for everyone. */
export async function organizerSteps(tour: Tour, people: [Person, Person, Person]): Promise<void> {
  const [alice, bob, carol] = people;
  let link = '';
  await tour.step(
    'room.waiting',
    'Bob joins a conference with a waiting room: he waits, with no device open',
    () => bob,
    async () => {
      link = await createWith(alice, { waitingRoom: true });
      await knock(bob, link);
      await devicesReleased(bob.page);
      return undefined;
    },
  );
  await tour.step(
    'room.admit',
    'Alice admits Bob and then Carol; each sees two moving pictures',
    () => alice,
    async () => {
      await openRoster(alice);
      await alice.at('admit').click();
      await bob.at('conference-view').waitFor();
      await knock(carol, link);
      await alice.at('admit').click();
      await untilTiles(3, ...people);
      for (const { page } of people) await picturesMove(page, 2);
      return undefined;
    },
  );
  await tour.step(
    'room.chat',
    'They chat, and Carol raises her hand',
    () => bob,
    async () => {
      await bob.at('toggle-chat').click();
      await chat(bob, 'Shall we begin?');
      await carol.at('toggle-hand').click();
      await openRoster(alice);
      await participantRow(alice, 'Carol').filter({ hasText: /hand/i }).waitFor();
      return undefined;
    },
  );
  await tour.step(
    'room.mute',
    'Alice mutes Bob and asks him to unmute; he does',
    () => bob,
    async () => {
      await actOn(alice, 'Bob', 'mute');
      await bob.page.locator('[data-testid=toggle-microphone][aria-pressed=false]').waitFor();
      await actOn(alice, 'Bob', 'ask-unmute');
      await bob.at('unmute-accept').click();
      await bob.page.locator('[data-testid=toggle-microphone][aria-pressed=true]').waitFor();
      return undefined;
    },
  );
  await tour.step(
    'room.removed',
    'Alice removes Carol, who reads it; her devices are released',
    () => carol,
    async () => {
      await removeFromConference(alice, 'Carol');
      expectSame((await readExit(carol)).reason, 'removed');
      await devicesReleased(carol.page);
      return undefined;
    },
  );
  await tour.step(
    'room.removed-seen',
    'The others see that she was removed, and continue',
    () => bob,
    async () => {
      for (const person of [alice, bob]) {
        await person.at('tile').nth(2).waitFor({ state: 'detached' });
        await picturesMove(person.page);
      }
      return undefined;
    },
  );
  if (tour.ok) await backHome(carol);
  await tour.step(
    'room.rejoin-refused',
    'Carol tries to join again, and is refused with an explanation',
    () => carol,
    async () => {
      await prepareJoin(carol, link);
      await carol.at('join-preview-submit').click();
      await carol.page.locator('[data-code=CONFERENCE_REMOVED]').waitFor();
      await devicesReleased(carol.page);
      return undefined;
    },
  );
  await tour.step(
    'room.terminate',
    'Alice ends the conference for everyone; Bob reads it',
    () => bob,
    async () => {
      await terminate(alice);
      for (const person of [alice, bob]) expectSame((await readExit(person)).reason, 'ended');
      return undefined;
    },
  );
  await tour.step(
    'room.receipts',
    'The card shows when microphone and camera were released, and no track is live',
    () => alice,
    async () => {
      const card = alice.at('exited-card');
      await card.getByTestId('receipt').nth(1).waitFor();
      for (const { page } of people) await devicesReleased(page);
      return { receipts: await card.getByTestId('receipt').count() };
    },
  );
  if (tour.ok) await backHome(alice, bob, carol);
}
