import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceId, ParticipantId } from '../../../protocol/ids.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import { freePort, RealWorld, seen, type User } from '../../support/core/real-world.ts';

const both = { microphone: true, camera: true };
const nothing = { microphone: false, camera: false };

let world: RealWorld;
let alice: User;
let carol: User;
let conferenceId: ConferenceId;
let link: string;

beforeEach(async () => {
  world = new RealWorld(await freePort());
  alice = await world.person('Alice');
  carol = await world.person('Carol');
});
afterEach(() => world.close());

/** Alice makes a conference and is in it. */
async function confer(wishes: Partial<CommandData<'create-conference'>> = {}): Promise<void> {
  const created = await alice.page.send('create-conference', { title: 'Standup', ...wishes });
  conferenceId = created.conferenceId;
  link = created.link;
  await alice.page.send('join-conference', { link, media: nothing });
}

const join = ({ page }: User, passcode?: string) =>
  page.send('join-conference', { link, media: nothing, passcode });
const stay = ({ client }: User) => client.state.stay;
const addressOf = ({ client }: User) => client.state.registration.address as never;
const isIn = (who: User) => seen(who, 'in', (state) => state.stay?.state === 'connected');
const isOut = (who: User) => seen(who, 'out', (state) => state.stay?.state === 'exited');

/** The row of a user on the roster of another user. */
function rowOf(who: User, seenBy: User) {
  return stay(seenBy)?.participants.find(({ address }) => address === addressOf(who));
}
const idOf = (who: User, seenBy: User) => rowOf(who, seenBy)?.id as ParticipantId;

/** Carol comes in, and Alice sees her. */
async function carolJoins(): Promise<void> {
  await join(carol);
  await seen(alice, 'Carol', () => rowOf(carol, alice)?.status === 'connected');
}

async function refused(work: Promise<unknown>, code: string): Promise<void> {
  await expect(work).rejects.toMatchObject({ code });
}

describe('the waiting room, between two cores over a real server', () => {
  beforeEach(async () => {
    await confer({ waitingRoom: true });
    await carol.page.send('join-conference', { link, media: both });
    await seen(alice, 'who waits', () => rowOf(carol, alice)?.status === 'pending');
  });

  test('[CONF-8] an admitted person joins with the requested devices', async () => {
    expect(stay(carol)).toMatchObject({ state: 'waiting', participants: [] });
    expect(rowOf(carol, alice)?.role).toBe('waiting');
    const waiting = idOf(carol, alice);
    await alice.page.send('conference.admit', { conferenceId, participantId: waiting });
    await isIn(carol);
    await seen(alice, 'her camera', () => rowOf(carol, alice)?.media.camera === 'on');
    expect(rowOf(carol, alice)).toMatchObject({ id: waiting, role: 'presenter', status: 'connected' });
    expect(stay(carol)?.participants).toEqual(stay(alice)?.participants);
  });

  test('[CONF-8] who waits may do nothing', async () => {
    await refused(
      carol.page.send('conference.admit', { conferenceId, participantId: null }),
      'CONFERENCE_NOT_JOINED',
    );
  });

  test('[CONF-5] [CONF-9] who is turned away reads so, and stays out until readmitted', async () => {
    const participantId = idOf(carol, alice);
    await alice.page.send('conference.remove', { conferenceId, participantId, text: 'Not today' });
    await isOut(carol);
    expect(stay(carol)?.ending).toEqual({ reason: 'removed', by: 'them', text: 'Not today' });
    await refused(join(carol), 'CONFERENCE_REMOVED');
    await alice.page.send('conference.readmit', { conferenceId, address: addressOf(carol) });
    await join(carol);
    expect(stay(carol)?.state).toBe('waiting');
  });

  test('[CONF-4] who goes away waits no more', async () => {
    await carol.page.send('leave-conference', { conferenceId });
    await seen(alice, 'nobody waits', () => rowOf(carol, alice) === undefined);
    expect(stay(carol)?.ending).toEqual({ reason: 'left', by: 'you' });
  });

  test('[CONF-5] the end of the conference is theirs too', async () => {
    await alice.page.send('conference.terminate', { conferenceId });
    await isOut(carol);
    expect(stay(carol)?.ending?.reason).toBe('ended');
  });
});

describe('how a stay ends, between two cores over a real server', () => {
  beforeEach(async () => {
    await confer();
    await carolJoins();
  });

  test('[CONF-5] [CONF-7] [CONF-9] removed: the one reads why, the others see it, and there is no way back', async () => {
    const participantId = idOf(carol, alice);
    await alice.page.send('conference.remove', { conferenceId, participantId, text: 'Bye' });
    await isOut(carol);
    expect(stay(carol)?.ending).toEqual({ reason: 'removed', by: 'them', text: 'Bye' });
    const { stay: left } = await seen(alice, 'the roster', () => rowOf(carol, alice) === undefined);
    expect(left?.state).toBe('connected');
    await seen(alice, 'who was removed', (state) => state.stay?.conference.removed.length === 1);
    await refused(join(carol), 'CONFERENCE_REMOVED');
    expect(stay(carol)?.error?.code).toBe('CONFERENCE_REMOVED');
    await alice.page.send('conference.readmit', { conferenceId, address: addressOf(carol) });
    await carolJoins();
  });

  test('[CONF-4] [CONF-5] terminated: for all, and the link leads nowhere', async () => {
    await alice.page.send('conference.terminate', { conferenceId, text: 'Thank you' });
    await Promise.all([isOut(alice), isOut(carol)]);
    expect(stay(alice)?.ending).toMatchObject({ reason: 'ended', by: 'you' });
    expect(stay(carol)?.ending).toEqual({ reason: 'ended', by: 'them', text: 'Thank you' });
    await refused(join(carol), 'CONFERENCE_ENDED');
  });

  test('[CONF-4] [CONF-5] left: the conference continues, and the page learns who is still in', async () => {
    await alice.page.send('leave-conference', { conferenceId });
    expect(stay(alice)).toMatchObject({
      state: 'exited',
      ending: { reason: 'left', by: 'you' },
      stillIn: [{ address: addressOf(carol), displayName: 'Carol' }],
    });
    await seen(carol, 'the roster', () => rowOf(alice, carol) === undefined);
    expect(stay(carol)?.state).toBe('connected');
  });
});

describe('who comes in, over a real server', () => {
  test('[CONF-1] [CONF-2] the passcode lets in, and those who are in can pass it on', async () => {
    await confer({ passcode: 'open-sesame' });
    await refused(join(carol), 'CONFERENCE_PASSCODE_WRONG');
    await refused(join(carol, 'sesame-open'), 'CONFERENCE_PASSCODE_WRONG');
    await join(carol, 'open-sesame');
    expect(stay(carol)).toMatchObject({ state: 'connected', conference: { passcode: 'open-sesame' } });
  });

  test('[CONF-2] a lock keeps newcomers out, until it is opened', async () => {
    await confer();
    await alice.page.send('conference.change', { conferenceId, locked: true });
    await seen(alice, 'the lock', (state) => state.stay?.conference.locked);
    await refused(join(carol), 'CONFERENCE_LOCKED');
    await alice.page.send('conference.change', { conferenceId, locked: false });
    await carolJoins();
  });

  test('[CONF-11] who comes late reads the chat from before', async () => {
    await confer();
    for (const text of ['one', 'two']) {
      const messageId = `message-${text}` as never;
      await alice.page.send('conference.chat', { conferenceId, messageId, text });
    }
    await carolJoins();
    const { chat } = await seen(carol, 'the chat', (state) => state.chat?.messages.length === 2);
    expect(chat).toMatchObject({ unread: 2, messages: [{ text: 'one' }, { text: 'two' }] });
    const third = { conferenceId, messageId: 'message-three' as never, text: 'three' };
    await carol.page.send('conference.chat', third);
    await seen(alice, 'her answer', (state) => state.chat?.messages.at(-1)?.text === 'three');
    expect(alice.client.state.chat?.unread).toBe(1);
    expect(carol.client.state.chat?.messages).toEqual(alice.client.state.chat?.messages);
  });
});

describe('what a role is good for, over a real server', () => {
  const microphone = ({ page, client }: User, on: boolean) => {
    const leaseId = client.state.stay?.leaseId as never;
    return page.send('set-source', { leaseId, source: 'microphone', on });
  };

  beforeEach(async () => {
    await confer();
    await carolJoins();
  });

  test('[CONF-8] mute, and the question to unmute', async () => {
    await microphone(carol, true);
    await seen(alice, 'her microphone', () => rowOf(carol, alice)?.media.microphone === 'on');
    const participantId = idOf(carol, alice);
    await alice.page.send('conference.mute', { conferenceId, participantId });
    await seen(carol, 'mute', (state) => state.stay?.local.microphone === 'muted');
    await seen(alice, 'mute', () => rowOf(carol, alice)?.media.microphone === 'muted');
    await alice.page.send('conference.ask-unmute', { conferenceId, participantId });
    await seen(carol, 'the question', (state) => state.stay?.unmuteAskedBy?.address === addressOf(alice));
    await microphone(carol, true);
    expect(stay(carol)).not.toHaveProperty('unmuteAskedBy');
    await seen(alice, 'her microphone', () => rowOf(carol, alice)?.media.microphone === 'on');
  });

  test('[CONF-8] a share that is stopped ends at its owner', async () => {
    expect(await carol.page.send('share-in-conference', { conferenceId })).toEqual({ shared: true });
    await seen(alice, 'her screen', () => rowOf(carol, alice)?.media.screen === 'on');
    const participantId = idOf(carol, alice);
    await alice.page.send('conference.stop-share', { conferenceId, participantId });
    await seen(carol, 'no screen', (state) => state.stay?.local.screen === 'off');
    await seen(alice, 'no screen', () => rowOf(carol, alice)?.media.screen === 'off');
  });

  test('[CONF-8] a presenter organizes nothing, until they are made organizer', async () => {
    const mute = () => carol.page.send('conference.mute', { conferenceId, participantId: null });
    await refused(mute(), 'CONFERENCE_FORBIDDEN');
    const participantId = idOf(carol, alice);
    await alice.page.send('conference.set-role', { conferenceId, participantId, role: 'organizer' });
    await seen(carol, 'her role', () => rowOf(carol, carol)?.role === 'organizer');
    await mute();
  });

  test('[CONF-8] an attendee shares no screen', async () => {
    const participantId = idOf(carol, alice);
    await alice.page.send('conference.set-role', { conferenceId, participantId, role: 'attendee' });
    await seen(carol, 'her role', () => rowOf(carol, carol)?.role === 'attendee');
    await refused(carol.page.send('share-in-conference', { conferenceId }), 'CONFERENCE_FORBIDDEN');
    expect(carol.page.heard).not.toContain('open-screen');
  });

  test('[CONF-11] a hand, and a reaction', async () => {
    await carol.page.send('conference.hand', { conferenceId, raised: true });
    await seen(alice, 'her hand', () => rowOf(carol, alice)?.handRaisedAtMs !== undefined);
    await carol.page.send('conference.react', { conferenceId, reaction: 'applause' });
    await seen(alice, 'applause', () => alice.page.heard.includes('show-reaction'));
    expect(alice.page.latest('show-reaction')).toMatchObject({ reaction: 'applause' });
  });
});
