import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { devicesReleased, picturesMove } from '../../support/program/media-flow.ts';
import {
  createConference,
  joinConference,
  leaveConference,
  prepareJoin,
} from '../../support/program/meeting.ts';
import {
  actOn,
  chat,
  createWith,
  openRoster,
  participantRow,
  readExit,
  removeFromConference,
  terminate,
} from '../../support/program/organizing.ts';
import { captureTracks } from '../../support/program/page-probe.ts';
import type { Person } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

const tiles = (person: Person, count: number) =>
  person
    .at('tile')
    .nth(count - 1)
    .waitFor();

async function dismiss(person: Person): Promise<void> {
  await person.at('dismiss-ended').first().click();
  await person.at('home').waitFor();
}

describe('what an organizer may do', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;
  let carol: Person;
  let link: string;

  beforeAll(async () => {
    world = await openWorld();
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
    carol = await world.signIn('Carol');
  });
  afterAll(() => world.close());

  test('[CONF-1] [CONF-8] a waiting person is on the roster, has no open device, and is admitted', async () => {
    link = await createWith(alice, { passcode: 'open-sesame', waitingRoom: true });
    await prepareJoin(bob, link);
    await bob.at('passcode').fill('open-sesame');
    await bob.at('join-preview-submit').click();
    await bob.at('waiting-view').waitFor();
    await devicesReleased(bob.page);
    await openRoster(alice);
    await alice.at('admit').click();
    await bob.at('conference-view').waitFor();
    for (const person of [alice, bob]) {
      await tiles(person, 2);
      await picturesMove(person.page);
    }
  });

  test('[CONF-2] a wrong passcode is reported, and can be entered again', async () => {
    await prepareJoin(carol, link);
    await carol.at('passcode').fill('wrong-one');
    await carol.at('join-preview-submit').click();
    await carol.page.locator('[data-code=CONFERENCE_PASSCODE_WRONG]').waitFor();
    await carol.at('passcode').fill('open-sesame');
    await carol.at('join-preview-submit').click();
    await carol.at('waiting-view').waitFor();
    await alice.at('admit').click();
    await carol.at('conference-view').waitFor();
    await tiles(carol, 3);
  });

  test('[CONF-8] a muted participant is shown as muted everywhere, and can unmute', async () => {
    await actOn(alice, 'Bob', 'mute');
    await bob.page.locator('[data-testid=toggle-microphone][aria-pressed=false]').waitFor();
    await openRoster(carol);
    await participantRow(carol, 'Bob').filter({ hasText: /muted/i }).waitFor();
    await actOn(alice, 'Bob', 'ask-unmute');
    await bob.at('unmute-accept').click();
    await bob.page.locator('[data-testid=toggle-microphone][aria-pressed=true]').waitFor();
    await participantRow(carol, 'Bob').filter({ hasText: /muted/i }).waitFor({ state: 'detached' });
  });

  test('[CONF-8] [CONF-9] the removed person and the others read about it, and a return is refused until readmission', async () => {
    await removeFromConference(alice, 'Bob');
    expect((await readExit(bob)).reason).toBe('removed');
    await devicesReleased(bob.page);
    await alice.at('tile').nth(2).waitFor({ state: 'detached' });
    await dismiss(bob);
    await prepareJoin(bob, link);
    await bob.at('join-preview-submit').click();
    await bob.page.locator('[data-code=CONFERENCE_REMOVED]').waitFor();
    await devicesReleased(bob.page);
    await dismiss(bob);
    await alice.at('readmit').click();
    await joinConference(bob, link);
    await tiles(bob, 3);
  });

  test('[CONF-11] a late joiner reads earlier messages, and raised hands are visible', async () => {
    await leaveConference(carol);
    for (const person of [alice, bob]) await person.at('toggle-chat').click();
    await chat(alice, 'The agenda is in the usual place.');
    await bob.at('chat-message').filter({ hasText: 'agenda' }).waitFor();
    await joinConference(carol, link);
    await carol.at('toggle-chat').click();
    await carol.at('chat-message').filter({ hasText: 'agenda' }).waitFor();
    await carol.at('toggle-hand').click();
    await openRoster(alice);
    await participantRow(alice, 'Carol').filter({ hasText: /hand/i }).waitFor();
  });

  test('[CONF-4] [CONF-8] an attendee may not share or remove, so the interface does not offer it', async () => {
    await actOn(alice, 'Carol', 'make-attendee');
    await carol.at('toggle-share').waitFor({ state: 'detached' });
    await openRoster(carol);
    expect(await carol.at('participant-menu').count()).toBe(0);
    expect(await carol.at('leave-menu').count()).toBe(0);
  });

  test('[CONF-4] [CONF-5] terminating ends the conference for everyone, and the link says so', async () => {
    await terminate(alice);
    for (const person of [alice, bob, carol]) {
      expect((await readExit(person)).reason).toBe('ended');
      await devicesReleased(person.page);
      await dismiss(person);
    }
    await prepareJoin(carol, link);
    await carol.at('join-preview-submit').click();
    await carol.page.locator('[data-code=CONFERENCE_ENDED]').waitFor();
    await dismiss(carol);
  });
});

describe('joining', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    world = await openWorld();
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
  });
  afterAll(() => world.close());

  test('[CONF-1] the preview shows the user’s own camera, and joining opens no device twice', async () => {
    const link = await createConference(alice);
    await prepareJoin(bob, link);
    await bob.at('preview-video').waitFor();
    const before = await captureTracks(bob.page);
    expect(before.live).toBeGreaterThan(0);
    await bob.at('join-preview-submit').click();
    await bob.at('conference-view').waitFor();
    await picturesMove(bob.page);
    expect((await captureTracks(bob.page)).made).toBe(before.made);
    await leaveConference(bob);
    await devicesReleased(bob.page);
  });

  test('[CONF-1] [LEASE-2] going back from the preview releases the devices', async () => {
    await knockAndGoBack(bob);
    await devicesReleased(bob.page);
  });

  async function knockAndGoBack(person: Person): Promise<void> {
    const link = await alice.at('conference-link').inputValue();
    await prepareJoin(person, link);
    await person.at('preview-video').waitFor();
    await person.at('join-preview-cancel').click();
    await person.at('home').waitFor();
  }

  test('[LEASE-3] the exited card says when each device was released', async () => {
    const link = await alice.at('conference-link').inputValue();
    await joinConference(bob, link);
    await tiles(bob, 2);
    await picturesMove(bob.page);
    await bob.at('leave').click();
    const card = bob.at('exited-card');
    await card.getByTestId('receipt').nth(1).waitFor();
    const words = await card.getByTestId('receipt').allTextContents();
    expect(words.join(' ')).toMatch(/Microphone released.*\d{1,2}:\d{2}:\d{2}/i);
    expect(words.join(' ')).toMatch(/Camera released.*\d{1,2}:\d{2}:\d{2}/i);
  });
});
