import { beforeEach, describe, expect, test } from 'vitest';
import { type ErrorCode, ParleyError } from '../../../../../protocol/errors.ts';
import type { RequestName } from '../../../../../protocol/signaling/requests.ts';
import { Calls } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { ALICE, BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: Calls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new Calls(world, page);
});

/** Refuses the next request of a kind. */
function refuse(name: RequestName, code: ErrorCode): void {
  world.signaling.when(name, async () => {
    world.signaling.when(name, async () => ({}) as never);
    throw new ParleyError(code, 'as the test wants it');
  });
}

describe('what is not to ring', () => {
  test.each(['instant-messaging', 'conference'])(
    '[INV-4] an invitation to a session of %s is not acceptable here, unless it names the conference',
    async (sessionType) => {
      const { id } = await calls.invited({ sessionType });
      expect(world.signaling.latest('invitation.decline')).toEqual({
        invitationId: id,
        reason: 'not-acceptable-here',
      });
      expect(calls.sessions).toEqual([]);
      expect(world.client.state.history).toEqual([]);
    },
  );

  test.each(['audio-video', 'application-sharing'])(
    '[CONV-4] %s by a third person, in a conversation with Bob, is turned away',
    async (sessionType) => {
      await calls.incoming();
      const mallory = { address: 'mallory@parley.localhost', displayName: 'Mallory' };
      const { id } = await calls.invited({ sessionType, from: mallory });
      expect(world.signaling.latest('invitation.decline')).toEqual({
        invitationId: id,
        reason: 'not-acceptable-here',
      });
      expect(calls.sessions).toMatchObject([{ peer: { address: BOB.address } }]);
    },
  );

  test('[NOTE-6] do not disturb is told when it changes, and when it could not be told before', async () => {
    await page.send('change-settings', { doNotDisturb: true });
    await settled();
    expect(calls.requests('presence.set')).toEqual([{ doNotDisturb: true }]);
    await page.send('change-settings', { theme: 'dark' });
    expect(calls.requests('presence.set')).toHaveLength(1);
    refuse('presence.set', 'REQUEST_TIMED_OUT');
    await page.send('change-settings', { doNotDisturb: false });
    await settled();
    world.signaling.lose();
    await world.signaling.attempt();
    await settled();
    expect(calls.requests('presence.set').at(-1)).toEqual({ doNotDisturb: false });
    expect(calls.requests('presence.set')).toHaveLength(3);
  });

  test('[NOTE-6] what rings through all the same is declined at once, and is missed', async () => {
    await page.send('change-settings', { doNotDisturb: true });
    const { id } = await calls.invited();
    expect(world.signaling.latest('invitation.decline')).toEqual({
      invitationId: id,
      reason: 'do-not-disturb',
    });
    expect(world.signaling.heard).not.toContain('invitation.ringing');
    expect(calls.sessions).toEqual([]);
    expect(world.client.state.history).toMatchObject([
      { missed: true, ending: { reason: 'do-not-disturb' } },
    ]);
  });

  test('[NOTE-6] a call that the server declined is in the history once, and rings nowhere', async () => {
    const { id, ...rest } = await new Calls(world, page).invited();
    await page.send('decline', { invitationId: id, reason: 'busy' });
    const invitation = { ...rest, id: 'invitation-missed', sessionId: 'session-missed' } as never;
    const ending = { reason: 'do-not-disturb', by: 'system' } as const;
    world.notice({ name: 'invitation-missed', data: { invitation, ending } });
    world.notice({ name: 'invitation-missed', data: { invitation, ending } });
    expect(world.client.state.history).toMatchObject([{ missed: true, ending }, { missed: false }]);
    expect(calls.sessions).toHaveLength(1);
  });
});

describe('blocking', () => {
  test('[INV-11] what the server knows, what we change, what another device changes', async () => {
    const { address } = BOB;
    const { routerRtpCapabilities } = world.client.state.registration;
    world.signaling.when('register', async () => ({
      endpointId: 'endpoint-1' as never,
      ...ALICE,
      people: [],
      mailboxId: 'mailbox-1',
      blocked: [address],
      iceServers: [],
      conferences: { state: 'ready' as const },
      routerRtpCapabilities: routerRtpCapabilities as never,
    }));
    world.signaling.lose();
    await world.signaling.attempt();
    await settled();
    expect(world.client.state.blocked).toEqual([address]);
    await page.send('block', { address, blocked: false });
    expect(world.client.state.blocked).toEqual([]);
    await page.send('block', { address, blocked: true });
    expect(world.signaling.latest('block.set')).toEqual({ address, blocked: true });
    expect(world.client.state.blocked).toEqual([address]);
    await page.send('block', { address, blocked: true });
    expect(world.client.state.blocked).toEqual([address]);
    await page.send('block', { address, blocked: false });
    expect(world.client.state.blocked).toEqual([]);
    world.notice({ name: 'blocked-changed', data: { blocked: [address] } });
    expect(world.client.state.blocked).toEqual([address]);
    await page.send('sign-out', {});
    expect(world.client.state.blocked).toEqual([]);
  });

  test('[INV-11] a block that the server refuses changes nothing', async () => {
    refuse('block.set', 'LIMIT_REACHED');
    const block = page.send('block', { address: BOB.address, blocked: true });
    await expect(block).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    expect(world.client.state.blocked).toEqual([]);
  });
});
