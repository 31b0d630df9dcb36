import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../protocol/ids.ts';
import type { RequestReply } from '../../../../../protocol/signaling/requests.ts';
import type { Identity, Invitation } from '../../../../../protocol/signaling/shapes.ts';
import { BOTH } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { CAROL, TransferCalls } from '../../../../support/core/transfer-calls.ts';
import { settled } from '../../../../support/fake-clock.ts';

type Reply = RequestReply<'invitation.send'>;

let world: ClientWorld;
let page: FakePage;
let calls: TransferCalls;
/** Lets the server answer our invitation: it crossed theirs. */
let answer: (theirs: Invitation) => Promise<void>;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new TransferCalls(world, page);
  crossNext();
});

/** The next invitation of ours is answered when the test says so. */
function crossNext(to: Identity = BOB): void {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  world.signaling.when('invitation.send', () => promise);
  answer = async (invitation) => {
    const { expiresAtMs } = invitation;
    resolve({ to, expiresAtMs, crossing: { invitation, offer: 'v=0 their offer' } });
    await settled();
  };
}

/** An invitation of theirs that has not arrived here. */
const unseen = (change: object = {}): Invitation =>
  ({
    id: 'bobs-invitation-9',
    sessionId: 'bobs-session-9',
    conversationId: 'conversation-9',
    sessionType: 'audio-video',
    from: BOB,
    media: BOTH,
    expiresAtMs: world.clock.now() + 45_000,
    ...change,
  }) as Invitation;
const shown = () => calls.sessions.map(({ id, state }) => [id, state]);
const history = () => world.client.state.history;
const end = (invitationId: string, reason: 'cancelled' | 'answered-elsewhere', by: 'them' | 'you') =>
  world.notice({
    name: 'invitation-ended',
    data: { invitationId: invitationId as never, ending: { reason, by } },
  });
const refuseAccept = (code: 'INVITATION_CANCELLED' | 'INVITATION_GONE') =>
  world.signaling.when('invitation.accept', async () => {
    throw new ParleyError(code, 'too late');
  });

describe('a call of ours that crossed theirs', () => {
  test('[INV-13] [LEASE-2] theirs is accepted by itself, on the devices that are open, with what we asked for', async () => {
    const { sessionId } = await page.send('call', {
      to: BOB.address,
      media: { microphone: true, camera: false },
    });
    await settled();
    const theirs = await calls.invited();
    const { leaseId } = calls.view(sessionId);
    await answer(theirs);
    expect(calls.requests('invitation.accept')).toEqual([{ invitationId: theirs.id }]);
    await calls.connected(theirs.sessionId);
    expect(shown()).toEqual([[theirs.sessionId, 'established']]);
    expect(calls.view(theirs.sessionId)).toMatchObject({
      leaseId,
      local: { microphone: 'on', camera: 'off' },
    });
    expect(calls.orders('open-sources')).toHaveLength(1);
    expect(calls.orders('release-lease')).toEqual([]);
    expect(calls.orders('close-carriage')).toEqual([{ carriageId: sessionId }]);
    expect(calls.requests('invitation.cancel')).toEqual([]);
    await page.send('hang-up', { sessionId: theirs.sessionId });
    expect(history()).toMatchObject([{ id: theirs.sessionId, missed: false, ending: { reason: 'hung-up' } }]);
    expect(calls.orders('release-lease')).toEqual([{ leaseId }]);
  });

  test('[INV-13] until the accept is taken the user sees their own call, and nothing rings', async () => {
    const sessionId = await calls.dialed();
    const theirs = await calls.invited();
    const taken = Promise.withResolvers<Record<string, never>>();
    world.signaling.when('invitation.accept', () => taken.promise);
    await answer(theirs);
    expect(shown()).toEqual([[sessionId, 'establishing']]);
    taken.resolve({});
    await settled();
    expect(shown()).toEqual([[theirs.sessionId, 'establishing']]);
  });

  test('[INV-13] [NOTE-6] also where theirs did not ring, since nobody may be disturbed; it may arrive late', async () => {
    await page.send('change-settings', { doNotDisturb: true });
    await calls.dialed();
    const theirs = unseen();
    await answer(theirs);
    world.notice({
      name: 'invitation-received',
      data: { invitation: theirs, offer: 'v=0 their offer' },
    });
    await calls.connected(theirs.sessionId);
    expect(shown()).toEqual([[theirs.sessionId, 'established']]);
    expect([calls.requests('invitation.decline'), calls.requests('invitation.ringing')]).toEqual([[], []]);
  });

  test('[INV-13] [INV-10] beside a call that is to be held: that is held when the accept is taken, and not before', async () => {
    world.signaling.when('invitation.send', async () => ({ to: BOB, expiresAtMs: 1 }));
    const first = await calls.outgoing();
    crossNext();
    await calls.dialed({ others: 'hold' });
    expect(calls.orders('open-sources')).toHaveLength(1);
    expect(calls.view(first).hold.byUs).toBe(false);
    const theirs = unseen({ from: CAROL });
    await answer(theirs);
    expect(calls.view(first).hold.byUs).toBe(true);
    expect(calls.orders('open-sources')).toHaveLength(2);
    await calls.connected(theirs.sessionId);
    expect(calls.view(theirs.sessionId).local.microphone).toBe('on');
  });

  test('[INV-13] [REF-2] on the way to the target of a referral: the referrer reads that they were reached', async () => {
    const call = await calls.incoming();
    crossNext(CAROL);
    await calls.sentOn(call);
    const theirs = unseen({ from: CAROL });
    await answer(theirs);
    await calls.connected(theirs.sessionId);
    expect(calls.told.at(-1)).toEqual({ state: 'established' });
    expect(calls.view(theirs.sessionId).state).toBe('established');
  });
});

describe('what is pressed, or happens, while the word of the crossing is on its way', () => {
  let ours: SessionId;
  let theirs: Invitation;

  beforeEach(async () => {
    ours = await calls.dialed();
    theirs = await calls.invited();
  });
  const accept = () => page.send('accept', { invitationId: theirs.id, media: BOTH, others: 'end' });

  test('[INV-13] our user accepts theirs: one call, accepted once', async () => {
    await accept();
    await answer(theirs);
    await calls.connected(theirs.sessionId);
    expect(shown()).toContainEqual([theirs.sessionId, 'established']);
    expect(calls.requests('invitation.accept')).toHaveLength(1);
    expect(calls.requests('session.hang-up')).not.toContainEqual(
      expect.objectContaining({ sessionId: theirs.sessionId }),
    );
  });

  test('[INV-13] our user declines theirs: no call is left, and each side reads one ending', async () => {
    await page.send('decline', { invitationId: theirs.id, reason: 'busy' });
    await answer(theirs);
    expect(calls.sessions).toMatchObject([{ id: theirs.sessionId, ending: { reason: 'busy', by: 'you' } }]);
    expect(history()).toMatchObject([{ id: theirs.sessionId, missed: false }]);
    expect(calls.orders('release-lease').length).toBeGreaterThan(0);
  });

  test('[INV-13] our user cancels ours: theirs keeps ringing, and is not accepted', async () => {
    await page.send('hang-up', { sessionId: ours });
    await answer(theirs);
    expect(calls.view(theirs.sessionId).state).toBe('incoming');
    expect(calls.requests('invitation.accept')).toEqual([]);
  });

  test('[INV-13] our user cancels ours while the accept is on its way: theirs is hung up', async () => {
    const taken = Promise.withResolvers<Record<string, never>>();
    world.signaling.when('invitation.accept', () => taken.promise);
    await answer(theirs);
    await page.send('hang-up', { sessionId: ours });
    taken.resolve({});
    await settled();
    expect(calls.requests('session.hang-up')).toContainEqual(
      expect.objectContaining({ sessionId: theirs.sessionId }),
    );
    expect(calls.view(ours).ending).toMatchObject({ reason: 'cancelled', by: 'you' });
    expect(calls.sessions.filter(({ state }) => state !== 'terminated')).toEqual([]);
  });

  test('[INV-3] [INV-13] they cancel, which the accept meets: our call ends so, once, and is not missed', async () => {
    refuseAccept('INVITATION_CANCELLED');
    await answer(theirs);
    expect(calls.sessions).toMatchObject([{ id: ours, ending: { reason: 'cancelled', by: 'them' } }]);
    expect(history()).toMatchObject([{ id: ours, direction: 'outgoing', missed: false }]);
    expect(world.client.state.ledger.held).toEqual([]);
  });

  test('[INV-3] [INV-13] they cancel, which we read before the word of the crossing: the same', async () => {
    end(theirs.id, 'cancelled', 'them');
    await answer(theirs);
    expect(calls.sessions).toMatchObject([{ id: ours, ending: { reason: 'cancelled', by: 'them' } }]);
    expect(history()).toMatchObject([{ id: ours, missed: false }]);
    expect(calls.requests('invitation.accept')).toEqual([]);
  });

  test('[INV-9] [INV-13] another device of ours was faster; its word may come after the refusal', async () => {
    refuseAccept('INVITATION_GONE');
    await answer(theirs);
    end(theirs.id, 'answered-elsewhere', 'you');
    await settled();
    expect(calls.sessions).toMatchObject([{ id: ours, ending: { reason: 'answered-elsewhere', by: 'you' } }]);
    expect(history()).toHaveLength(1);
  });

  test('[INV-7] [INV-13] the user lets no device be used: both ends read so', async () => {
    const opened = Promise.withResolvers<{ microphone: object; camera: object }>();
    page.when('open-sources', () => opened.promise as never);
    crossNext();
    await page.send('hang-up', { sessionId: ours });
    const denied = { open: false, code: 'MEDIA_PERMISSION_DENIED' };
    await calls.dialed();
    await answer(theirs);
    opened.resolve({ microphone: denied, camera: denied });
    await settled();
    expect(calls.view(theirs.sessionId).ending).toEqual({ reason: 'device-refused', by: 'you' });
    expect(calls.requests('session.hang-up')).toContainEqual({
      sessionId: theirs.sessionId,
      reason: 'device-refused',
    });
  });

  test('[RES-1] the connection is lost: nothing stays open', async () => {
    world.signaling.when('invitation.accept', () => new Promise(() => {}));
    await answer(theirs);
    world.signaling.lose();
    await settled();
    expect(calls.sessions.filter(({ state }) => state !== 'terminated')).toEqual([]);
    expect(world.client.state.ledger.held).toEqual([]);
    expect(history().filter(({ missed }) => missed)).toEqual([]);
  });
});

describe('two that ring although they are one wish', () => {
  test.each(['outgoing', 'incoming'] as const)(
    '[INV-13] [INV-12] the %s call, ended by the server, leaves nothing to read and no missed call',
    async (direction) => {
      const invitationId =
        direction === 'outgoing' ? calls.view(await calls.dialed()).invitationId : (await calls.invited()).id;
      world.notice({
        name: 'invitation-ended',
        data: { invitationId, ending: { reason: 'replaced', by: 'system' } },
      });
      await settled();
      expect([calls.sessions, history()]).toEqual([[], []]);
    },
  );

  test('[INV-13] [CONV-3] a conference invitation that crossed theirs says in words what to do', async () => {
    await calls.join();
    world.signaling.when('invitation.send', async () => {
      throw new ParleyError('INVITATION_CROSSED', 'they were first');
    });
    const conferenceId = calls.stay.conference.id;
    await page.send('invite-to-conference', { conferenceId, to: BOB.address });
    await settled();
    expect(calls.sessions.at(-1)).toMatchObject({
      sessionType: 'conference',
      state: 'terminated',
      error: { code: 'INVITATION_CROSSED' },
      ending: { reason: 'busy', by: 'them' },
    });
  });
});
