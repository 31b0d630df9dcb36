import { mediaFlows, picturesMove } from '../support/program/media-flow.ts';
import { received } from '../support/program/page-probe.ts';
import { callAndAnswer, type Person, rowOf } from '../support/program/person.ts';
import {
  backHome,
  declineWith,
  messageWith,
  openConversation,
  readEnding,
  ring,
  sendText,
  untilMessageIs,
} from '../support/program/talk.ts';
import type { OpenWorld } from '../support/program/world.ts';
import { until } from '../support/until.ts';
import { expectSame, type Tour } from './tour.ts';

/** A call is declined with a reason, not answered, and answered on another device. */
export async function ringingSteps(
  tour: Tour,
  world: OpenWorld,
  [alice, bob]: [Person, Person],
): Promise<void> {
  await tour.step(
    'ring.decline',
    'Bob declines with a reason and a message; Alice reads both',
    () => alice,
    async () => {
      await ring(alice, bob);
      await declineWith(bob, 'busy', 'Back in ten minutes');
      const { reason, words } = await readEnding(alice);
      expectSame(reason, 'busy');
      if (!words.includes('Back in ten minutes')) throw new Error(`Alice read: ${words}`);
      return undefined;
    },
  );
  if (tour.ok) await backHome(alice, bob);
  await tour.step(
    'ring.expire',
    'Bob does not answer; the invitation expires (after a shortened time), and both read it',
    () => alice,
    async () => {
      await ring(alice, bob);
      expectSame((await readEnding(alice)).reason, 'expired');
      await bob.at('incoming-card').waitFor({ state: 'detached' });
      return undefined;
    },
  );
  if (tour.ok) await backHome(alice, bob);
  let second = bob;
  await tour.step(
    'ring.elsewhere',
    'Bob’s two devices ring; he answers on one, and the other stops',
    () => second,
    async () => {
      second = await world.signIn('Bob');
      await ring(alice, bob, second);
      await bob.at('accept-audio').click();
      await second.at('incoming-card').waitFor({ state: 'detached' });
      await alice.at('call-view').waitFor();
      return undefined;
    },
  );
  if (!tour.ok) return;
  await alice.at('hang-up').click();
  await backHome(alice, bob);
  await second.quit();
}

/** A message to a person who is signed out, and its delivery. */
export async function messageSteps(
  tour: Tour,
  world: OpenWorld,
  [alice, carol]: [Person, Person],
): Promise<Person> {
  let back = carol;
  const text = 'The minutes are in the usual place.';
  await tour.step(
    'message.offline',
    'Carol is signed out; Alice writes to her, and the server keeps the message',
    () => alice,
    async () => {
      await carol.quit();
      await rowOf(alice, 'Carol').locator('[data-presence=offline]').waitFor();
      await openConversation(alice, 'Carol');
      await sendText(alice, text);
      await untilMessageIs(alice, text, 'sent');
      return undefined;
    },
  );
  await tour.step(
    'message.delivered',
    'Carol signs in and gets the message; Alice sees that',
    () => back,
    async () => {
      back = await world.signIn('Carol');
      await untilMessageIs(alice, text, 'delivered');
      await openConversation(back, 'Alice');
      await messageWith(back, text).waitFor();
      await untilMessageIs(alice, text, 'read');
      return undefined;
    },
  );
  if (tour.ok) for (const person of [alice, back]) await person.at('conversation-back').click();
  return back;
}

/** Resolves when two readings of the statistics show no new bytes and no new sound. */
async function nothingFlows(person: Person): Promise<void> {
  let before = await received(person.page);
  await until(
    async () => {
      const now = await received(person.page);
      const still = now.videoBytes === before.videoBytes && now.audioEnergy === before.audioEnergy;
      before = now;
      return still;
    },
    (still) => still,
    { what: 'no media', timeoutMs: 10_000 },
  );
}

/** Hold, resume and a shared screen in one call. */
export async function inCallSteps(tour: Tour, [alice, bob]: [Person, Person]): Promise<void> {
  await tour.step(
    'hold.hold',
    'Alice puts the call on hold; no media is sent, and Bob reads it',
    () => bob,
    async () => {
      await callAndAnswer(alice, bob);
      await picturesMove(alice.page);
      await alice.at('toggle-hold').click();
      await bob.at('on-hold').waitFor();
      for (const person of [alice, bob]) await nothingFlows(person);
      return undefined;
    },
  );
  await tour.step(
    'hold.resume',
    'Alice resumes the call; pictures and sound return',
    () => alice,
    async () => {
      await alice.at('toggle-hold').click();
      await mediaFlows(alice, bob);
      return undefined;
    },
  );
  await tour.step(
    'share.begin',
    'Alice shares a screen; Bob sees it beside her picture',
    () => bob,
    async () => {
      await alice.at('toggle-share').click();
      await bob.at('remote-screen').waitFor();
      await picturesMove(bob.page, 2);
      return undefined;
    },
  );
  await tour.step(
    'share.end',
    'Alice stops sharing; the call continues',
    () => bob,
    async () => {
      await alice.at('stop-share').click();
      await bob.at('remote-screen').waitFor({ state: 'detached' });
      await picturesMove(bob.page);
      return undefined;
    },
  );
  if (!tour.ok) return;
  await alice.at('hang-up').click();
  await backHome(alice, bob);
}
