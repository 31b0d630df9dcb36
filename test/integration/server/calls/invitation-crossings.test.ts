import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { Invitation } from '../../../../protocol/signaling/shapes.ts';
import { CAROL, ReferStage } from '../../../support/server/calls/refer-stage.ts';
import { talk } from '../../../support/server/calls/referring.ts';
import { createConference, joinConference } from '../../../support/server/conference/stays.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import { type Device, FocusWorld, told } from '../../../support/server/focus-world.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const ALICE = 'alice@example.org';
const BOB = 'bob@example.org';

let world: FocusWorld;
let alice: Device;
let bob: Device;

beforeEach(() => {
  world = new FocusWorld();
  alice = world.arrive('Alice');
  bob = world.arrive('Bob');
});

type Change = Partial<Record<keyof ReturnType<typeof anInvitation>, unknown>>;

/** Sends an invitation, by default from a client that handles crossings. */
function invite(from: Device, to: string, change: Change = {}) {
  const data = { ...anInvitation(to), mayCross: true, ...change } as ReturnType<typeof anInvitation>;
  const reply = world.focus.invitations.send(from.endpoint, data);
  return { data, reply };
}

const accept = (device: Device, { invitationId }: ReturnType<typeof anInvitation>) =>
  world.focus.invitations.accept(device.endpoint, { invitationId });
const endings = (device: Device) => told(device, 'invitation-ended');
const invitations = (device: Device) =>
  told(device, 'invitation-received').map((data) => (data as { invitation: Invitation }).invitation.id);
/** The error code of a refused request. */
function codeOf(act: () => unknown): unknown {
  try {
    act();
  } catch (thrown) {
    return (thrown as { code?: unknown }).code;
  }
  return undefined;
}

describe('two calls that cross', () => {
  test('[INV-13] the first is used; the second does not ring, and its inviter gets the first to accept', () => {
    const first = invite(alice, BOB, { subject: 'Lunch', offer: 'v=0 first' });
    const { data, reply } = invite(bob, ALICE);
    expect(reply.crossing).toMatchObject({
      invitation: { id: first.data.invitationId, from: { address: ALICE }, subject: 'Lunch' },
      offer: 'v=0 first',
    });
    expect(invitations(alice)).toEqual([]);
    accept(bob, first.data);
    expect(endings(alice)).toEqual([
      { invitationId: first.data.invitationId, ending: { reason: 'accepted', by: 'them' } },
    ]);
    expect(world.focus.sessions.size).toBe(1);
    expect(world.focus.sessions.includes(data.sessionId, bob.endpoint)).toBe(false);
  });

  test('[INV-13] an audio call crosses with a video call: the kind of media does not matter', () => {
    invite(alice, BOB, { media: { microphone: true, camera: false } });
    expect(invite(bob, ALICE).reply.crossing?.invitation.media).toEqual({ microphone: true, camera: false });
  });

  test('[INV-13] [INV-9] with several devices each: one accepts, all others stop, and none rings for the second', () => {
    const bob2 = world.arrive('Bob');
    const alice2 = world.arrive('Alice');
    const first = invite(alice, BOB);
    invite(bob2, ALICE);
    expect(invitations(alice2)).toEqual([]);
    accept(bob2, first.data);
    expect(endings(bob)).toMatchObject([{ ending: { reason: 'answered-elsewhere' } }]);
    // Of two devices of the same person only the faster one has the call (INV-2).
    expect(codeOf(() => accept(bob, first.data))).toBe('INVITATION_GONE');
  });

  test('[INV-13] [NOTE-6] a device on Do not disturb, which did not ring, may accept the crossing call', () => {
    const quiet = world.arrive('Bob', { doNotDisturb: true });
    const first = invite(alice, BOB);
    expect(invitations(quiet)).toEqual([]);
    expect(invite(quiet, ALICE).reply.crossing?.invitation.id).toBe(first.data.invitationId);
    accept(quiet, first.data);
    expect(world.focus.sessions.includes(first.data.sessionId, quiet.endpoint)).toBe(true);
  });

  test('[INV-13] [NOTE-6] a caller on Do not disturb can be called by the person they are calling', () => {
    const quiet = world.arrive('Carol', { doNotDisturb: true });
    const first = invite(quiet, BOB);
    expect(invite(bob, 'carol@example.org').reply.crossing?.invitation.id).toBe(first.data.invitationId);
  });

  test('[INV-3] [INV-13] an earlier cancel does not affect the other call', () => {
    const { data } = invite(alice, BOB);
    world.focus.invitations.cancel(alice.endpoint, { invitationId: data.invitationId });
    const second = invite(bob, ALICE);
    expect(second.reply.crossing).toBeUndefined();
    expect(invitations(alice)).toEqual([second.data.invitationId]);
  });

  test('[INV-3] [INV-13] a cancel between crossing and accept: nobody is in a session', () => {
    const { data } = invite(alice, BOB);
    invite(bob, ALICE);
    world.focus.invitations.cancel(alice.endpoint, { invitationId: data.invitationId });
    expect(codeOf(() => accept(bob, data))).toBe('INVITATION_CANCELLED');
    expect(world.focus.sessions.size).toBe(0);
  });

  test('[INV-13] [INV-2] the replaced invitation has ended: it cannot be cancelled, accepted or sent again', () => {
    invite(alice, BOB);
    const { data } = invite(bob, ALICE);
    const { invitationId } = data;
    expect(codeOf(() => world.focus.invitations.cancel(bob.endpoint, { invitationId }))).toBe(
      'INVITATION_GONE',
    );
    expect(codeOf(() => accept(alice, data))).toBe('INVITATION_GONE');
    expect(codeOf(() => world.focus.invitations.send(bob.endpoint, data))).toBe('INVITATION_GONE');
  });

  test('[INV-13] [RES-6] a crossing call cannot name a session of other people and end it', () => {
    const carol = world.arrive('Carol');
    const running = invite(carol, BOB);
    accept(bob, running.data);
    invite(alice, BOB);
    const { sessionId } = running.data;
    expect(codeOf(() => invite(bob, ALICE, { sessionId }))).toBe('SESSION_WRONG_STATE');
    expect(world.focus.sessions.includes(running.data.sessionId, carol.endpoint)).toBe(true);
  });

  test('[NET-5] [INV-13] an old client gets busy, and the first call still rings there', () => {
    const first = invite(alice, BOB);
    const { data, reply } = invite(bob, ALICE, { mayCross: undefined });
    expect(reply.crossing).toBeUndefined();
    expect(endings(bob)).toEqual([
      { invitationId: data.invitationId, ending: { reason: 'busy', by: 'them' } },
    ]);
    expect(invitations(alice)).toEqual([]);
    accept(bob, first.data);
    expect(world.focus.sessions.size).toBe(1);
  });
});

describe('two calls that ring in both directions', () => {
  test('[INV-13] [REF-5] accepting one of them ends the other', async () => {
    const stage = await ReferStage.open();
    const { alice, bob, carol, server } = stage;
    const carol2 = await server.signIn('Carol');
    const replaces = await talk(alice, carol, CAROL);
    const asked = await stage.agree({ replaces });
    const toCarol = stage.callFor(asked);
    await bob.request('invitation.send', toCarol);
    // Bob's call goes only to the device in the call that it replaces.
    const toBob = { ...anInvitation('bob@example.org'), mayCross: true };
    expect(await carol2.request('invitation.send', toBob)).not.toHaveProperty('crossing');
    await bob.notice('invitation-received', ({ invitation }) => invitation.id === toBob.invitationId);
    await carol.request('invitation.accept', toCarol);
    const ended = { invitationId: toBob.invitationId, ending: { reason: 'replaced', by: 'system' } };
    const isIt = ({ invitationId }: { invitationId: string }) => invitationId === toBob.invitationId;
    expect(await carol2.notice('invitation-ended', isIt)).toEqual(ended);
    expect(await bob.notice('invitation-ended', isIt)).toEqual(ended);
    expect(await refusalsOf([bob.request('invitation.accept', toBob)])).toEqual(['INVITATION_GONE']);
    await stage.close();
  });
});

describe('two invitations to conferences that cross', () => {
  let server: TestServer;
  let alice: TestClient;
  let bob: TestClient;
  let conferences: { alice: ConferenceInfo; bob: ConferenceInfo };

  beforeEach(async () => {
    server = await TestServer.start({}, { media: new FakeMedia() });
    alice = await server.signIn('Alice');
    bob = await server.signIn('Bob');
    conferences = { alice: await createConference(alice), bob: await createConference(bob) };
    await joinConference(alice, conferences.alice.id);
    await joinConference(bob, conferences.bob.id);
  });
  afterEach(() => server.close());

  const toConferenceOf = (to: string, { id: conferenceId, conversationId }: ConferenceInfo) => {
    const { offer: _, ...rest } = anInvitation(to);
    return { ...rest, conversationId, conferenceId, sessionType: 'conference' as const, mayCross: true };
  };
  const refusal = (request: Promise<unknown>) => refusalsOf([request]).then(([code]) => code);

  test('[INV-13] [CONV-3] the first is used; the later inviter gets an error, and can answer the first', async () => {
    const first = toConferenceOf(BOB, conferences.alice);
    await alice.request('invitation.send', first);
    expect(await refusal(bob.request('invitation.send', toConferenceOf(ALICE, conferences.bob)))).toBe(
      'INVITATION_CROSSED',
    );
    await bob.notice('invitation-received', ({ invitation }) => invitation.id === first.invitationId);
    expect(alice.notices.filter(({ name }) => name === 'invitation-received')).toEqual([]);
  });

  test('[INV-13] [CONV-3] after a decline the other one can be sent', async () => {
    const first = toConferenceOf(BOB, conferences.alice);
    await alice.request('invitation.send', first);
    await bob.request('invitation.decline', { invitationId: first.invitationId, reason: 'busy' });
    await bob.request('invitation.send', toConferenceOf(ALICE, conferences.bob));
    await alice.notice('invitation-received');
  });

  test('[INV-13] [CONV-3] an accepter who is joining cannot invite to another conference: nobody swaps', async () => {
    const first = toConferenceOf(BOB, conferences.alice);
    await alice.request('invitation.send', first);
    await bob.request('invitation.accept', first);
    expect(await refusal(bob.request('invitation.send', toConferenceOf(ALICE, conferences.bob)))).toBe(
      'INVITATION_CROSSED',
    );
    await bob.request('conference.leave', { conferenceId: conferences.bob.id });
    await joinConference(bob, conferences.alice.id);
    // Bob has left and may invite again.
    const other = await createConference(bob);
    await bob.request('conference.leave', { conferenceId: conferences.alice.id });
    await joinConference(bob, other.id);
    await bob.request('invitation.send', toConferenceOf(ALICE, other));
  });

  const JOIN_ENDS: Record<
    string,
    (change: (data: { locked: boolean }) => Promise<unknown>) => Promise<unknown>
  > = {
    'the conference has ended': () =>
      alice.request('conference.terminate', { conferenceId: conferences.alice.id }),
    'the join was refused: locked': async (change) => {
      await change({ locked: true });
      expect(await refusal(joinConference(bob, conferences.alice.id))).toBe('CONFERENCE_LOCKED');
    },
    'the accepter has joined and left again': async () => {
      await joinConference(bob, conferences.alice.id);
      await bob.request('conference.leave', { conferenceId: conferences.alice.id });
    },
    'the accepter has joined': () => joinConference(bob, conferences.alice.id),
  };

  test.each(Object.keys(JOIN_ENDS))(
    '[INV-13] [CONV-3] %s: then an invitation to another conference rings',
    async (end) => {
      const first = toConferenceOf(BOB, conferences.alice);
      await alice.request('invitation.send', first);
      await bob.request('invitation.accept', first);
      await JOIN_ENDS[end]?.((data) =>
        alice.request('conference.change', { conferenceId: conferences.alice.id, ...data }),
      );
      await bob.request('invitation.send', toConferenceOf(ALICE, conferences.bob));
      await alice.notice('invitation-received');
    },
  );

  test('[INV-13] [CONV-3] both may invite to the same conference', async () => {
    await joinConference(bob, conferences.alice.id);
    await alice.request('invitation.send', toConferenceOf(BOB, conferences.alice));
    await bob.request('invitation.send', toConferenceOf(ALICE, conferences.alice));
  });

  test('[NET-5] [INV-13] an old client gets busy', async () => {
    await alice.request('invitation.send', toConferenceOf(BOB, conferences.alice));
    const { mayCross: _, ...old } = toConferenceOf(ALICE, conferences.bob);
    await bob.request('invitation.send', old);
    const { ending } = await bob.notice('invitation-ended', (told) => told.invitationId === old.invitationId);
    expect(ending).toEqual({ reason: 'busy', by: 'them' });
  });

  test('[INV-13] a call and an invitation to a conference do not cross', async () => {
    await alice.request('invitation.send', toConferenceOf(BOB, conferences.alice));
    const call = { ...anInvitation(ALICE), mayCross: true };
    expect(await bob.request('invitation.send', call)).not.toHaveProperty('crossing');
    await alice.notice('invitation-received', ({ invitation }) => invitation.id === call.invitationId);
  });
});
