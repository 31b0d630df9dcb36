import { beforeEach, describe, expect, test } from 'vitest';
import { endingOfError } from '../../../../../../electron/core/calls/session/session-endings.ts';
import { sipCodeOf } from '../../../../../../protocol/endings.ts';
import { type ErrorCode, ParleyError } from '../../../../../../protocol/errors.ts';
import type { Notice } from '../../../../../../protocol/signaling/notices.ts';
import type { RequestName } from '../../../../../../protocol/signaling/requests.ts';
import { BOTH, Calls } from '../../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import type { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: Calls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new Calls(world, page);
});

/** Answers a kind of request with these codes in turn, and then takes it. */
function answer(name: RequestName, ...codes: ErrorCode[]): void {
  world.signaling.when(name, async () => {
    const code = codes.shift();
    if (code !== undefined) throw new ParleyError(code, 'as the test wants it');
    return {} as never;
  });
}

describe('endings of refusals', () => {
  test.each([
    ['TARGET_UNKNOWN', 'not-found', 'server', 404],
    ['TARGET_OFFLINE', 'unavailable', 'them', 480],
    ['TARGET_SELF', 'loop-detected', 'server', 482],
    ['TARGET_BLOCKED', 'forbidden', 'them', 403],
    ['TARGET_DO_NOT_DISTURB', 'do-not-disturb', 'them', 480],
    ['TARGET_BUSY', 'busy', 'them', 486],
    ['RATE_LIMITED', 'rate-limited', 'server', 503],
    ['CONVERSATION_FORBIDDEN', 'forbidden', 'server', 403],
  ] as const)(
    '[INV-11] [NOTE-6] [CONV-4] %s ends the call as %s by %s, SIP %i',
    async (code, reason, by, sip) => {
      answer('invitation.send', code);
      await calls.dialed();
      expect(calls.sessions.at(-1)).toMatchObject({
        state: 'terminated',
        ending: { reason, by },
        error: { code },
      });
      expect(sipCodeOf(endingOfError(new ParleyError(code, '')))).toBe(sip);
      expect(page.heard).toContain('release-lease');
    },
  );

  test.each([
    ['declined', 603],
    ['busy', 486],
    ['unavailable', 480],
    ['not-acceptable-here', 488],
    ['do-not-disturb', 480],
  ] as const)(
    '[INV-4] a decline as %s is SIP %i, and reaches the server with its words',
    async (reason, sip) => {
      const { id } = await calls.invited();
      await page.send('decline', { invitationId: id, reason, text: 'later' });
      expect(world.signaling.latest('invitation.decline')).toEqual({
        invitationId: id,
        reason,
        text: 'later',
      });
      expect(sipCodeOf({ reason, by: 'you' })).toBe(sip);
    },
  );

  test('[INV-4] not-specified is no reason', async () => {
    const { id: invitationId, sessionId } = await calls.invited();
    const decline = page.send('decline', { invitationId, reason: 'not-specified' as never });
    await expect(decline).rejects.toMatchObject({ code: 'RPC_MALFORMED' });
    expect(calls.view(sessionId).state).toBe('incoming');
  });
});

describe('custom headers', () => {
  const headers = { 'X-Reason': 'in a meeting', 'X-Queue': '7' };

  test('[INV-8] of a decline and of a hang-up reach the server', async () => {
    const { id, sessionId } = await calls.invited();
    await page.send('decline', { invitationId: id, reason: 'busy', headers });
    expect(world.signaling.latest('invitation.decline')).toMatchObject({ headers });
    expect(calls.view(sessionId).ending).toEqual({ reason: 'busy', by: 'you', headers });
    const call = await calls.outgoing();
    await page.send('hang-up', { sessionId: call, headers });
    expect(world.signaling.latest('session.hang-up')).toEqual({
      sessionId: call,
      reason: 'hung-up',
      headers,
    });
  });

  test('[INV-8] their headers are in the ending', async () => {
    const sessionId = await calls.outgoing();
    world.notice({
      name: 'session-ended',
      data: { sessionId, ending: { reason: 'hung-up', by: 'them', headers } },
    });
    expect(calls.view(sessionId).ending?.headers).toEqual(headers);
  });

  test.each([
    ['a line break', { 'X-A': 'one\r\nX-B: two' }, 'value'],
    ['a long value', { 'X-A': 'a'.repeat(1_025) }, 'value'],
    ['another name', { Reason: 'x' }, 'name'],
    ['no token', { 'X-Ä': 'x' }, 'name'],
    ['a long name', { [`X-${'a'.repeat(63)}`]: 'x' }, 'name'],
    ['too many', Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`X-${at}`, ''])), 'count'],
  ])('[INV-8] with %s nothing is sent and nothing ends', async (_, bad, rule) => {
    const call = await calls.outgoing();
    const { id, sessionId } = await calls.invited();
    const error = { code: 'HEADERS_INVALID', context: { rule } };
    await expect(
      page.send('decline', { invitationId: id, reason: 'busy', headers: bad }),
    ).rejects.toMatchObject(error);
    await expect(page.send('hang-up', { sessionId: call, headers: bad })).rejects.toMatchObject(error);
    expect(world.signaling.heard).not.toContain('invitation.decline');
    expect(world.signaling.heard).not.toContain('session.hang-up');
    expect([calls.view(call).state, calls.view(sessionId).state]).toEqual(['established', 'incoming']);
  });
});

describe('goodbyes over a bad link', () => {
  test('[INV-2] a hang-up is said again until the server answers, the call over meanwhile', async () => {
    const sessionId = await calls.outgoing();
    answer('session.hang-up', 'REQUEST_TIMED_OUT', 'REQUEST_TIMED_OUT');
    await page.send('hang-up', { sessionId });
    expect(calls.view(sessionId).state).toBe('terminated');
    await settled();
    expect(calls.requests('session.hang-up')).toHaveLength(3);
  });

  test('[INV-2] unanswered requests are not repeated endlessly', async () => {
    const sessionId = await calls.outgoing();
    answer('session.hang-up', ...Array.from({ length: 40 }, () => 'REQUEST_TIMED_OUT' as const));
    await page.send('hang-up', { sessionId });
    await settled();
    expect(calls.requests('session.hang-up')).toHaveLength(30);
  });

  test('[INV-2] a hang-up outlasts a link that stays silent for a minute and is not lost', async () => {
    const sessionId = await calls.outgoing();
    answer('session.hang-up', ...Array.from({ length: 6 }, () => 'REQUEST_TIMED_OUT' as const));
    await page.send('hang-up', { sessionId });
    await settled();
    expect(calls.requests('session.hang-up')).toHaveLength(7);
  });

  test('[INV-3] a cancel that overtook its invitation is said again once that rings', async () => {
    const sessionId = await calls.dialed();
    answer('invitation.cancel', 'INVITATION_GONE');
    answer('session.hang-up', 'SESSION_WRONG_STATE');
    await page.send('hang-up', { sessionId });
    await settled();
    expect(calls.requests('invitation.cancel')).toHaveLength(2);
  });

  test('[INV-3] a goodbye that found nothing is said again when the call is answered after it', async () => {
    const sessionId = await calls.dialed();
    const { invitationId } = calls.view(sessionId);
    answer('invitation.cancel', 'INVITATION_GONE', 'INVITATION_GONE', 'INVITATION_GONE');
    answer('session.hang-up', 'SESSION_GONE');
    await page.send('hang-up', { sessionId });
    await settled();
    world.notice({
      name: 'invitation-ended',
      data: { invitationId, ending: { reason: 'accepted', by: 'them' } },
    });
    await settled();
    expect(calls.requests('session.hang-up')).toHaveLength(2);
  });

  test('[INV-2] a decline is said again; the ringing stops at the first', async () => {
    const { id, sessionId } = await calls.invited();
    answer('invitation.decline', 'REQUEST_TIMED_OUT');
    const declined = page.send('decline', { invitationId: id, reason: 'busy' });
    expect(calls.view(sessionId).state).toBe('terminated');
    await declined;
    await settled();
    expect(calls.requests('invitation.decline')).toHaveLength(2);
  });

  test('[INV-3] a cancel that was lost, and crossed an accept, hangs the session up', async () => {
    const sessionId = await calls.dialed();
    answer('invitation.cancel', 'REQUEST_TIMED_OUT', 'INVITATION_GONE');
    await page.send('hang-up', { sessionId });
    await settled();
    expect(calls.requests('session.hang-up')).toEqual([{ sessionId, reason: 'cancelled' }]);
  });

  test('[INV-7] an accept of which nobody knows whether it was taken is taken back either way', async () => {
    answer('invitation.accept', 'REQUEST_TIMED_OUT');
    answer('session.hang-up', 'SESSION_GONE');
    const { id, sessionId } = await calls.invited();
    const accept = page.send('accept', { invitationId: id, media: BOTH });
    await expect(accept).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
    await settled();
    expect(calls.view(sessionId).state).toBe('terminated');
    expect(world.signaling.latest('invitation.decline')).toEqual({ invitationId: id, reason: 'unavailable' });
  });
});

describe('one ending on both sides', () => {
  const over = (reason: 'cancelled' | 'declined' | 'expired', invitationId: string): Notice => ({
    name: 'invitation-ended',
    data: { invitationId: invitationId as never, ending: { reason, by: 'them' } },
  });

  test('[INV-3] a decline that crosses a cancel ends as what the server had first', async () => {
    const { id, sessionId } = await calls.invited();
    answer('invitation.decline', 'INVITATION_CANCELLED');
    const decline = page.send('decline', { invitationId: id, reason: 'busy' });
    await expect(decline).rejects.toMatchObject({ code: 'INVITATION_CANCELLED' });
    expect(calls.view(sessionId).ending).toEqual({ reason: 'cancelled', by: 'them' });
    expect(world.client.state.history).toMatchObject([{ ending: { reason: 'cancelled' } }]);
  });

  test('[INV-3] a cancel that crosses a decline ends as declined', async () => {
    const sessionId = await calls.dialed();
    const { invitationId } = calls.view(sessionId);
    answer('invitation.cancel', 'INVITATION_GONE');
    answer('session.hang-up', 'SESSION_GONE');
    const hungUp = page.send('hang-up', { sessionId });
    world.notice(over('declined', invitationId));
    await hungUp;
    expect(calls.view(sessionId).ending).toEqual({ reason: 'declined', by: 'them' });
  });

  test('[INV-2] what the server took as cancelled stays so, whatever arrives later', async () => {
    const sessionId = await calls.dialed();
    const { invitationId } = calls.view(sessionId);
    await page.send('hang-up', { sessionId });
    world.notice(over('declined', invitationId));
    world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0' } });
    world.notice({ name: 'invitation-ringing', data: { invitationId } });
    await settled();
    expect(calls.view(sessionId)).toMatchObject({ state: 'terminated', ending: { reason: 'cancelled' } });
  });
});

describe('what gets lost on the way', () => {
  test('[INV-5] an invitation whose end is not reported stops ringing by itself', async () => {
    const { sessionId } = await calls.invited();
    await world.clock.pass(46_000);
    expect(calls.view(sessionId).state).toBe('incoming');
    await world.clock.pass(2_000);
    expect(calls.view(sessionId)).toMatchObject({
      state: 'terminated',
      ending: { reason: 'expired', by: 'system' },
    });
    expect(world.signaling.heard).not.toContain('invitation.decline');
  });

  test('[INV-5] so does ours, and it is cancelled', async () => {
    const sessionId = await calls.dialed();
    await world.clock.pass(48_000);
    expect(calls.view(sessionId).ending).toEqual({ reason: 'expired', by: 'system' });
    expect(world.signaling.heard).toContain('invitation.cancel');
    expect(page.heard).toContain('release-lease');
  });

  test('[INV-3] [INV-5] ours that was accepted at the last moment has timed out, as the other side reads', async () => {
    const sessionId = await calls.dialed();
    const { invitationId } = calls.view(sessionId);
    await world.clock.pass(48_000);
    const ending = { reason: 'accepted', by: 'them' } as const;
    world.notice({ name: 'invitation-ended', data: { invitationId, ending } });
    expect(calls.view(sessionId).ending).toEqual({ reason: 'timed-out', by: 'system' });
  });

  test.each([
    ['behind', -3_600_000],
    ['ahead', 3_600_000],
  ])(
    "[INV-5] a server's clock that is %s neither shortens nor prolongs the ringing much",
    async (_, offMs) => {
      const expiresAtMs = world.clock.now() + 45_000 + offMs;
      const { sessionId } = await calls.invited({ expiresAtMs });
      await world.clock.pass(45_000);
      expect(calls.view(sessionId).state).toBe('incoming');
      await world.clock.pass(600_000);
      expect(calls.view(sessionId).state).toBe('terminated');
    },
  );

  test('[INV-2] an invitation that its own end overtook does not ring, and is missed', async () => {
    const invitationId = 'invitation-late';
    world.notice({
      name: 'invitation-ended',
      data: { invitationId: invitationId as never, ending: { reason: 'cancelled', by: 'them' } },
    });
    await calls.invited({ id: invitationId });
    await calls.invited({ id: invitationId });
    expect(calls.sessions).toEqual([]);
    expect(world.signaling.heard).not.toContain('invitation.ringing');
    expect(world.client.state.history).toMatchObject([
      { peer: BOB, missed: true, ending: { reason: 'cancelled', by: 'them' } },
    ]);
  });

  test('[INV-2] an invitation that arrives again after its end, even dismissed, does not ring', async () => {
    const invitation = await calls.invited();
    await page.send('decline', { invitationId: invitation.id, reason: 'busy' });
    await page.send('dismiss-ended', { carriageId: invitation.sessionId });
    await calls.invited({ ...invitation });
    expect(calls.sessions).toEqual([]);
    expect(world.client.state.history).toHaveLength(1);
  });

  test('[INV-6] notices about sessions that are unknown change nothing', async () => {
    const sessionId = 'unknown-session' as never;
    const invitationId = 'unknown-invitation' as never;
    const before = JSON.stringify(world.client.state);
    const ending = { reason: 'hung-up', by: 'them' } as const;
    world.notice({ name: 'session-ended', data: { sessionId, ending } });
    world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0' } });
    world.notice({ name: 'session-offered', data: { sessionId, offer: 'v=0' } });
    world.notice({ name: 'session-hold', data: { sessionId, held: true } });
    world.notice({ name: 'invitation-ringing', data: { invitationId } });
    await settled();
    expect(JSON.stringify(world.client.state)).toBe(before);
    expect(page.orders).toEqual([]);
  });
});

describe('an accept that fails', () => {
  const accepting = async () => {
    const { id, sessionId } = await calls.invited();
    const accept = page.send('accept', { invitationId: id, media: BOTH });
    accept.catch(() => {});
    return { accept, sessionId };
  };
  const fails = (name: 'invitation.accept' | 'session.answer', code: ErrorCode) => async () => {
    answer(name, code);
    const { accept, sessionId } = await accepting();
    await expect(accept).rejects.toMatchObject({ code });
    return sessionId;
  };
  const failsOnPage = (code: ErrorCode) => async () => {
    page.when('peer-answer', async () => {
      throw new ParleyError(code, 'as the test wants it');
    });
    const { accept, sessionId } = await accepting();
    await expect(accept).rejects.toMatchObject({ code });
    return sessionId;
  };

  test.each([
    ['they have cancelled', 'cancelled', fails('invitation.accept', 'INVITATION_CANCELLED')],
    ['it has its answer', 'expired', fails('invitation.accept', 'INVITATION_GONE')],
    ['the server fails', 'server-error', fails('invitation.accept', 'SERVER_INTERNAL')],
    ['nobody answers', 'timed-out', fails('invitation.accept', 'REQUEST_TIMED_OUT')],
    ['the connection is lost', 'connection-lost', fails('session.answer', 'CONNECTION_LOST')],
    ['they hung up', 'hung-up', fails('session.answer', 'SESSION_GONE')],
    ['no codec in common', 'media-failed', failsOnPage('MEDIA_NOT_NEGOTIABLE')],
    [
      'no media in time',
      'timed-out',
      async () => {
        const { accept, sessionId } = await accepting();
        await accept;
        await world.clock.pass(10_000);
        return sessionId;
      },
    ],
    [
      'every device refused',
      'device-refused',
      async () => {
        const refused = { open: false, code: 'MEDIA_PERMISSION_DENIED' } as const;
        page.when('open-sources', async () => ({ microphone: refused, camera: refused }));
        const { sessionId } = await accepting();
        await settled();
        return sessionId;
      },
    ],
  ])('[INV-7] %s: terminated as %s, every lease back', async (_, reason, happen) => {
    const sessionId = await happen();
    await settled();
    const { state, ending, leaseId } = calls.view(sessionId);
    expect([state, ending?.reason]).toEqual(['terminated', reason]);
    const set = page.send('set-source', { leaseId, source: 'microphone', on: true });
    await expect(set).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    // The page was ordered to release everything that it was ordered to open.
    const opened = calls.orders('open-sources').length;
    expect(calls.orders('release-lease').length).toBeGreaterThanOrEqual(opened);
    expect(world.client.mayOpen('microphone') || world.client.mayOpen('camera')).toBe(false);
  });
});
