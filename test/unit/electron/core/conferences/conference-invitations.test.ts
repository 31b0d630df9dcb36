import { beforeEach, describe, expect, test } from 'vitest';
import { receptionOf } from '../../../../../electron/core/calls/reception.ts';
import type { Ending } from '../../../../../protocol/endings.ts';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../protocol/ids.ts';
import { BOTH } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId, toConference } from '../../../../support/core/conference-calls.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: ConferenceCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new ConferenceCalls(world, page);
});

const stay = () => world.client.state.stay;
const history = () => world.client.state.history;

/** Alice, who is in the conference, invites Bob to it. */
async function invite(): Promise<SessionId> {
  const { sessionId } = await page.send('invite-to-conference', { conferenceId, to: BOB.address });
  await settled();
  return sessionId;
}

async function invitationEnds(sessionId: SessionId, ending: Ending): Promise<void> {
  const { invitationId } = calls.view(sessionId);
  world.notice({ name: 'invitation-ended', data: { invitationId, ending } });
  await settled();
}

describe('inviting to a conference', () => {
  test('[CONV-3] [INV-1] it names the conference, has its title, no offer and no devices, and rings', async () => {
    await calls.join();
    page.orders.length = 0;
    const sessionId = await invite();
    const { invitationId } = calls.view(sessionId);
    expect(world.signaling.latest('invitation.send')).toEqual({
      sessionId,
      invitationId,
      conferenceId,
      conversationId: 'conversation-9',
      to: BOB.address,
      sessionType: 'conference',
      media: BOTH,
      subject: 'Standup',
      mayCross: true,
    });
    world.notice({ name: 'invitation-ringing', data: { invitationId } });
    expect(calls.view(sessionId)).toMatchObject({
      sessionType: 'conference',
      direction: 'outgoing',
      state: 'establishing',
      progress: 'ringing',
      conferenceId,
    });
    expect(page.heard).toEqual([]); // No device is opened for it.
    expect(world.client.status).toMatchObject({ activity: 'in-call', ringing: [] });
  });

  test('[CONV-3] only from within that conference, and only while signed in', async () => {
    const data = { conferenceId, to: BOB.address };
    await expect(page.send('invite-to-conference', data)).rejects.toMatchObject({
      code: 'CONFERENCE_NOT_JOINED',
    });
    await calls.join('conference-2');
    await expect(page.send('invite-to-conference', data)).rejects.toMatchObject({
      code: 'CONFERENCE_NOT_JOINED',
    });
    await page.send('sign-out', {});
    await expect(page.send('invite-to-conference', data)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
  });

  test('[CONV-3] an accepted invitation leaves the state and is no missed call', async () => {
    await calls.join();
    const sessionId = await invite();
    await invitationEnds(sessionId, { reason: 'accepted', by: 'them' });
    expect(calls.sessions).toEqual([]);
    expect(history()).toEqual([]);
    expect(stay()?.state).toBe('connected');
    await world.clock.pass(60_000);
    expect(world.signaling.heard).not.toContain('session.hang-up');
  });

  test.each([
    { reason: 'busy', by: 'them', text: 'Later' },
    { reason: 'expired', by: 'system' },
    { reason: 'ended', by: 'server' },
  ] as const)('[INV-6] [INV-12] $reason stays visible, and in the history', async (ending) => {
    await calls.join();
    const sessionId = await invite();
    await invitationEnds(sessionId, ending);
    expect(calls.view(sessionId)).toMatchObject({ state: 'terminated', ending });
    expect(history()).toMatchObject([{ sessionType: 'conference', subject: 'Standup', ending }]);
    await page.send('dismiss-ended', { carriageId: sessionId });
    expect(calls.sessions).toEqual([]);
  });

  test('[INV-3] hanging up cancels it, once', async () => {
    await calls.join();
    const sessionId = await invite();
    await page.send('hang-up', { sessionId });
    expect(calls.view(sessionId).ending).toEqual({ reason: 'cancelled', by: 'you' });
    expect(calls.requests('invitation.cancel')).toHaveLength(1);
    expect(world.signaling.heard).not.toContain('session.hang-up');
    expect(stay()?.state).toBe('connected');
  });

  test('[INV-3] an accept that crosses our cancel wins', async () => {
    await calls.join();
    const sessionId = await invite();
    const { invitationId } = calls.view(sessionId);
    world.signaling.when('invitation.cancel', async () => {
      const ending = { reason: 'accepted', by: 'them' } as const;
      world.notice({ name: 'invitation-ended', data: { invitationId, ending } });
      throw new ParleyError('INVITATION_GONE', 'it has its answer');
    });
    await page.send('hang-up', { sessionId });
    expect(calls.sessions).toEqual([]);
    expect(history()).toEqual([]);
  });

  test('[INV-11] a refusal of the server is shown in the state', async () => {
    await calls.join();
    world.signaling.when('invitation.send', async () => {
      throw new ParleyError('TARGET_OFFLINE', 'not signed in');
    });
    const sessionId = await invite();
    expect(calls.view(sessionId)).toMatchObject({
      ending: { reason: 'unavailable' },
      error: { code: 'TARGET_OFFLINE' },
    });
  });

  test('[INV-2] a person has at most one invitation at a time, and can be invited again after it', async () => {
    await calls.join();
    const first = await invite();
    expect(await invite()).toBe(first);
    await invitationEnds(first, { reason: 'declined', by: 'them' });
    const second = await invite();
    expect(second).not.toBe(first);
    expect(calls.sessions.map(({ id }) => id)).toEqual([second]);
    expect(calls.requests('invitation.send')).toHaveLength(2);
  });

  test('[CONV-3] the loss of the page does not fail it: it needs no media, and ends with the stay', async () => {
    await calls.join();
    const sessionId = await invite();
    page.close();
    await settled();
    expect(stay()?.state).toBe('exited');
    expect(calls.view(sessionId)).not.toHaveProperty('error');
    await invitationEnds(sessionId, { reason: 'cancelled', by: 'you' });
    expect(calls.view(sessionId).ending).toEqual({ reason: 'cancelled', by: 'you' });
  });

  test('[CONV-3] no more invitations are sent than can be shown', async () => {
    await calls.join();
    const invited = (number: number) =>
      page.send('invite-to-conference', { conferenceId, to: `guest-${number}@parley.localhost` as never });
    for (let number = 0; number < 100; number += 1) await invited(number);
    await expect(invited(100)).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    expect(calls.sessions).toHaveLength(100);
  });

  test('[INV-10] our invitation does not prevent a call', async () => {
    await calls.join();
    await invite();
    await page.send('leave-conference', { conferenceId });
    await page.send('call', { to: BOB.address, media: BOTH });
    await settled();
    expect(calls.sessions.at(-1)).toMatchObject({ sessionType: 'audio-video', state: 'establishing' });
  });

  test('[CONV-1] a call to a person does not use the conversation of a conference', async () => {
    await calls.join();
    await invite();
    await page.send('leave-conference', { conferenceId });
    const { sessionId } = await page.send('call', { to: BOB.address, media: BOTH });
    expect(calls.view(sessionId).conversationId).not.toBe('conversation-9');
    await settled();
    expect(page.state.conversations.find(({ id }) => id === ('conversation-9' as never))).toMatchObject({
      types: ['conference'],
      peer: BOB,
    });
  });
});

describe('being invited to a conference', () => {
  test('[CONV-3] with an unknown conversation it rings like a call', async () => {
    const { id } = await calls.invited(toConference);
    expect(calls.sessions).toMatchObject([
      { invitationId: id, state: 'incoming', sessionType: 'conference', conferenceId, subject: 'Standup' },
    ]);
    expect(calls.sessions[0]?.escalates).toBeUndefined();
    expect(world.signaling.latest('invitation.ringing')).toEqual({ invitationId: id });
    expect(world.client.status.ringing).toHaveLength(1);
  });

  test('[INV-3] the server confirms the accept before any device opens; then we join', async () => {
    const invitation = await calls.invited(toConference);
    let taken = () => {};
    world.signaling.when('invitation.accept', () => new Promise((resolve) => (taken = () => resolve({}))));
    const accepting = calls.accept(invitation);
    await settled();
    expect(page.heard).toEqual([]);
    expect(stay()).toBeNull();
    taken();
    await accepting;
    expect(stay()).toMatchObject({ state: 'connected', conference: { id: conferenceId, title: 'Standup' } });
    expect(page.latest('open-sources').media).toEqual(BOTH);
    expect(calls.sessions).toEqual([]);
    expect(history()).toEqual([]);
    expect(world.signaling.heard).not.toContain('session.answer');
  });

  test('[INV-3] an accept after the cancel fails, and nobody joins', async () => {
    const invitation = await calls.invited(toConference);
    world.signaling.when('invitation.accept', async () => {
      throw new ParleyError('INVITATION_CANCELLED', 'cancelled');
    });
    await expect(calls.accept(invitation)).rejects.toMatchObject({ code: 'INVITATION_CANCELLED' });
    expect(calls.sessions).toMatchObject([{ ending: { reason: 'cancelled', by: 'them' } }]);
    expect(stay()).toBeNull();
    expect(page.heard).toEqual([]);
  });

  test('[INV-7] an accept fails with the error of the join; the invitation is settled', async () => {
    world.signaling.when('conference.join', async () => {
      throw new ParleyError('CONFERENCE_FULL', 'no place is left');
    });
    await expect(calls.accept(await calls.invited(toConference))).rejects.toMatchObject({
      code: 'CONFERENCE_FULL',
    });
    expect(calls.sessions).toEqual([]);
    expect(stay()).toMatchObject({ state: 'exited', error: { code: 'CONFERENCE_FULL' } });
  });

  test('[INV-7] an accept whose answer was lost is repeated', async () => {
    let attempts = 0;
    world.signaling.when('invitation.accept', async () => {
      attempts += 1;
      if (attempts === 1) throw new ParleyError('REQUEST_TIMED_OUT', 'silence');
      return {};
    });
    await calls.accept(await calls.invited(toConference));
    expect(attempts).toBe(2);
    expect(stay()?.state).toBe('connected');
  });

  test('[INV-4] [INV-12] a decline has a reason, and is in the history with the title', async () => {
    const { id } = await calls.invited(toConference);
    await page.send('decline', { invitationId: id, reason: 'busy', text: 'Later' });
    expect(world.signaling.latest('invitation.decline')).toEqual({
      invitationId: id,
      reason: 'busy',
      text: 'Later',
    });
    expect(history()).toMatchObject([
      { sessionType: 'conference', subject: 'Standup', ending: { reason: 'busy' }, missed: false },
    ]);
  });

  test('[INV-5] [INV-12] an unanswered invitation is missed', async () => {
    await calls.invited(toConference);
    await invitationEnds(calls.sessions[0]?.id as SessionId, { reason: 'expired', by: 'system' });
    expect(history()).toMatchObject([{ sessionType: 'conference', subject: 'Standup', missed: true }]);
  });

  test('[NOTE-6] in do not disturb it does not ring, and is missed', async () => {
    await page.send('change-settings', { doNotDisturb: true });
    await calls.invited(toConference);
    expect(calls.sessions).toEqual([]);
    expect(world.signaling.latest('invitation.decline')).toMatchObject({ reason: 'do-not-disturb' });
    expect(history()).toMatchObject([{ sessionType: 'conference', missed: true }]);
  });

  test('[CONV-3] in that conference already, an accept only settles it', async () => {
    await calls.join();
    const joins = calls.requests('conference.join').length;
    await calls.accept(await calls.invited(toConference));
    expect(calls.requests('conference.join')).toHaveLength(joins);
    expect(calls.sessions).toEqual([]);
    expect(stay()?.state).toBe('connected');
  });

  test.each(['audio-video', 'application-sharing'])(
    '[INV-4] an invitation to %s without an offer is not acceptable here',
    (sessionType) => {
      const given = { sessions: [], doNotDisturb: false, hasOffer: false };
      expect(receptionOf({ sessionType } as never, given)).toEqual({
        act: 'decline',
        reason: 'not-acceptable-here',
      });
    },
  );
});
