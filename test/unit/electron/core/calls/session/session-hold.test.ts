import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../../protocol/ids.ts';
import { BOTH, Calls } from '../../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import type { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: Calls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new Calls(world, page);
});

const hold = (sessionId: SessionId, held: boolean) => page.send('hold', { sessionId, held });
const theyHold = async (sessionId: SessionId, held: boolean) => {
  world.notice({ name: 'session-hold', data: { sessionId, held } });
  await settled();
};

describe('hold', () => {
  test('[INV-10] while we hold, the page pauses, the camera is released, and the microphone is muted', async () => {
    const sessionId = await calls.outgoing();
    await hold(sessionId, true);
    await settled();
    expect(calls.requests('session.hold')).toEqual([{ sessionId, held: true }]);
    expect(calls.orders('peer-hold')).toEqual([{ sessionId, held: true }]);
    expect(calls.view(sessionId)).toMatchObject({
      hold: { byUs: true, byThem: false },
      local: { microphone: 'muted', camera: 'off' },
    });
    await hold(sessionId, false);
    await settled();
    expect(calls.orders('peer-hold').at(-1)).toEqual({ sessionId, held: false });
    expect(calls.view(sessionId)).toMatchObject({
      hold: { byUs: false, byThem: false },
      local: { microphone: 'on', camera: 'on' },
    });
  });

  test('[INV-10] while they hold, nothing of ours is sent either', async () => {
    const sessionId = await calls.incoming();
    await theyHold(sessionId, true);
    expect(calls.view(sessionId)).toMatchObject({ hold: { byThem: true }, local: { camera: 'off' } });
    expect(calls.requests('session.hold')).toEqual([]);
    await hold(sessionId, true);
    await theyHold(sessionId, false);
    expect(calls.orders('peer-hold')).toEqual([{ sessionId, held: true }]);
    expect(calls.view(sessionId).local.microphone).toBe('muted');
    await hold(sessionId, false);
    await settled();
    expect(calls.view(sessionId).local).toMatchObject({ microphone: 'on', camera: 'on' });
  });

  test('[INV-10] a microphone that was muted is muted after the hold: nothing but the user unmutes', async () => {
    const sessionId = await calls.outgoing();
    const { leaseId } = calls.view(sessionId);
    await page.send('set-source', { leaseId, source: 'microphone', on: false });
    await hold(sessionId, true);
    await hold(sessionId, false);
    await settled();
    expect(calls.view(sessionId).local).toMatchObject({ microphone: 'muted', camera: 'on' });
  });

  test('[INV-10] what the user turns on or off during a hold is so after it', async () => {
    const sessionId = await calls.outgoing();
    const { leaseId } = calls.view(sessionId);
    await page.send('set-source', { leaseId, source: 'microphone', on: false });
    await hold(sessionId, true);
    await settled();
    const before = calls.orders('set-source').length;
    await page.send('set-source', { leaseId, source: 'microphone', on: true });
    await page.send('set-source', { leaseId, source: 'camera', on: false });
    expect(calls.orders('set-source')).toHaveLength(before);
    expect(calls.view(sessionId).local).toMatchObject({ microphone: 'muted', camera: 'off' });
    await hold(sessionId, false);
    await settled();
    expect(calls.view(sessionId).local).toMatchObject({ microphone: 'on', camera: 'off' });
  });

  test('[INV-10] devices that open during a hold rest at once, and are there after it', async () => {
    let open = () => {};
    page.when('open-sources', async () => {
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      return { microphone: { open: true }, camera: { open: true } };
    });
    const sessionId = await calls.outgoing();
    await hold(sessionId, true);
    open();
    await settled();
    expect(calls.view(sessionId).local).toMatchObject({ microphone: 'muted', camera: 'off' });
    await hold(sessionId, false);
    await settled();
    expect(calls.view(sessionId).local).toMatchObject({ microphone: 'on', camera: 'on' });
  });

  test('[INV-10] a hold of theirs that comes before our first media waits for it', async () => {
    const { id, sessionId } = await calls.invited();
    await page.send('accept', { invitationId: id, media: BOTH });
    await theyHold(sessionId, true);
    expect(calls.orders('peer-hold')).toEqual([]);
    await calls.connected(sessionId);
    expect(calls.orders('peer-hold')).toEqual([{ sessionId, held: true }]);
  });

  test('[INV-10] only an established call can be held', async () => {
    const sessionId = await calls.dialed();
    await expect(hold(sessionId, true)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await page.send('hang-up', { sessionId });
    await expect(hold(sessionId, true)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await expect(hold('no-such-session' as SessionId, true)).rejects.toMatchObject({ code: 'SESSION_GONE' });
    expect(calls.requests('session.hold')).toEqual([]);
  });

  test('[INV-10] a hold that the server does not take stays here; a resume is taken back', async () => {
    const sessionId = await calls.outgoing();
    const refuse = async () => {
      throw new ParleyError('SERVER_INTERNAL', 'not now');
    };
    world.signaling.when('session.hold', refuse);
    await expect(hold(sessionId, true)).rejects.toMatchObject({ code: 'SERVER_INTERNAL' });
    expect(calls.view(sessionId).hold.byUs).toBe(true);
    await expect(hold(sessionId, false)).rejects.toMatchObject({ code: 'SERVER_INTERNAL' });
    expect(calls.view(sessionId).hold.byUs).toBe(true);
    world.signaling.when('session.hold', async () => ({}));
    await hold(sessionId, false);
    expect(calls.view(sessionId).hold.byUs).toBe(false);
  });

  test('[INV-10] a hold that nobody answers is told again', async () => {
    const sessionId = await calls.outgoing();
    let attempts = 0;
    world.signaling.when('session.hold', async () => {
      attempts += 1;
      if (attempts < 3) throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
      return {};
    });
    await hold(sessionId, true);
    expect(attempts).toBe(3);
  });

  test('[LEASE-2] a held call that ends gives everything back', async () => {
    const sessionId = await calls.outgoing();
    const { leaseId } = calls.view(sessionId);
    await hold(sessionId, true);
    expect(calls.orders('release-lease')).toEqual([]);
    await page.send('hang-up', { sessionId });
    expect(calls.view(sessionId).state).toBe('terminated');
    expect(calls.orders('release-lease')).toEqual([{ leaseId }]);
  });
});

describe('call waiting', () => {
  async function waitingCall() {
    const first = await calls.outgoing();
    return { first, second: await calls.invited() };
  }

  test('[INV-10] hold and accept: the first rests once the server took the accept, before devices open', async () => {
    const { first, second } = await waitingCall();
    let heldBefore: boolean | undefined;
    world.signaling.when('invitation.accept', async () => {
      heldBefore = calls.view(first).hold.byUs;
      return {};
    });
    page.orders.length = 0;
    await page.send('accept', { invitationId: second.id, media: BOTH, others: 'hold' });
    expect(heldBefore).toBe(false);
    expect(calls.view(first)).toMatchObject({ state: 'established', hold: { byUs: true } });
    expect(calls.view(second.sessionId).state).toBe('establishing');
    expect(page.heard.indexOf('peer-hold')).toBeLessThan(page.heard.indexOf('open-sources'));
  });

  test('[INV-10] end and accept: the first gives its devices back before the others open', async () => {
    const { first, second } = await waitingCall();
    page.orders.length = 0;
    await page.send('accept', { invitationId: second.id, media: BOTH, others: 'end' });
    expect(calls.view(first)).toMatchObject({
      state: 'terminated',
      ending: { reason: 'hung-up', by: 'you' },
    });
    expect(page.heard.indexOf('release-lease')).toBeLessThan(page.heard.indexOf('open-sources'));
  });

  test.each(['hold', 'end'] as const)(
    '[INV-3] an accept that fails leaves the first call untouched (%s)',
    async (others) => {
      const { first, second } = await waitingCall();
      const before = calls.view(first);
      world.signaling.when('invitation.accept', async () => {
        throw new ParleyError('INVITATION_CANCELLED', 'the inviter has cancelled');
      });
      const accept = page.send('accept', { invitationId: second.id, media: BOTH, others });
      await expect(accept).rejects.toMatchObject({ code: 'INVITATION_CANCELLED' });
      expect(calls.view(first)).toEqual(before);
    },
  );

  test('[INV-10] a second call of ours holds the first once the server took it', async () => {
    const first = await calls.outgoing();
    page.orders.length = 0;
    const second = await calls.dialed({ others: 'hold' });
    expect(calls.view(first).hold.byUs).toBe(true);
    expect(calls.view(second).local).toMatchObject({ microphone: 'on' });
    expect(page.heard.indexOf('peer-hold')).toBeLessThan(page.heard.indexOf('open-sources'));
  });

  test('[INV-11] a second call of ours that is refused leaves the first untouched', async () => {
    const first = await calls.outgoing();
    world.signaling.when('invitation.send', async () => {
      throw new ParleyError('TARGET_OFFLINE', 'not there');
    });
    await calls.dialed({ others: 'end' });
    expect(calls.view(first)).toMatchObject({ state: 'established', hold: { byUs: false } });
    expect(calls.sessions.at(-1)).toMatchObject({ state: 'terminated', error: { code: 'TARGET_OFFLINE' } });
  });

  test('[INV-10] taking a call up holds the other', async () => {
    const { first, second } = await waitingCall();
    await page.send('accept', { invitationId: second.id, media: BOTH, others: 'hold' });
    await calls.connected(second.sessionId);
    await hold(first, false);
    await settled();
    expect(calls.view(first)).toMatchObject({ hold: { byUs: false }, local: { microphone: 'on' } });
    expect(calls.view(second.sessionId)).toMatchObject({
      hold: { byUs: true },
      local: { microphone: 'muted' },
    });
  });

  test('[INV-10] a call that is not established cannot be held for another', async () => {
    await calls.dialed();
    const { id } = await calls.invited();
    const accept = (others?: 'hold' | 'end') =>
      page.send('accept', { invitationId: id, media: BOTH, ...(others && { others }) });
    await expect(accept()).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await expect(accept('hold')).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await accept('end');
    expect(calls.sessions.map(({ state }) => state)).toEqual(['terminated', 'establishing']);
  });

  test('[INV-10] two accepts at once: the second is refused while the first is on its way', async () => {
    world.signaling.when('invitation.accept', () => new Promise(() => {}));
    const first = await calls.invited();
    const second = await calls.invited({ conversationId: 'conversation-2' });
    page.send('accept', { invitationId: first.id, media: BOTH }).catch(() => {});
    await settled();
    const accept = page.send('accept', { invitationId: second.id, media: BOTH });
    await expect(accept).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
  });
});
