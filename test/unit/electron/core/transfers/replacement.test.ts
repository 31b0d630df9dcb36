import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../protocol/ids.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { CAROL, TransferCalls } from '../../../../support/core/transfer-calls.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: TransferCalls;
/** Alice’s call with Carol, who refers Bob to her. */
let call: SessionId;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new TransferCalls(world, page);
  call = await calls.incoming({ from: CAROL, conversationId: 'conversation-c' });
  page.orders.length = 0;
});

/** Bob’s invitation, which replaces the call with Carol. */
const replacing = (change: object = {}) =>
  calls.invited({ replaces: call, referredBy: CAROL, conversationId: 'conversation-b', ...change });

describe('an invitation that replaces a call', () => {
  test('[REF-5] is accepted automatically, without ringing', async () => {
    const { id, sessionId } = await replacing();
    expect(calls.requests('invitation.accept').at(-1)).toEqual({ invitationId: id });
    expect(calls.requests('invitation.ringing')).not.toContainEqual({ invitationId: id });
    expect(calls.view(sessionId)).toMatchObject({ peer: BOB, referredBy: CAROL, state: 'establishing' });
    expect(calls.view(call).state).toBe('established');
  });

  test('[REF-5] opens no device again, and releases none when the old call ends', async () => {
    const { sessionId } = await replacing();
    await calls.connected(sessionId);
    expect(calls.requests('session.hang-up')).toEqual([{ sessionId: call, reason: 'replaced' }]);
    expect(calls.view(call).ending).toMatchObject({ reason: 'replaced', by: 'you' });
    expect(calls.view(sessionId)).toMatchObject({ state: 'established', leaseId: calls.view(call).leaseId });
    expect(calls.view(sessionId).local).toMatchObject({ microphone: 'on', camera: 'on' });
    expect(page.heard).not.toContain('open-sources');
    expect(page.heard).not.toContain('release-lease');
    await page.send('hang-up', { sessionId });
    expect(page.heard).toContain('release-lease');
  });

  test('[REF-5] keeps the microphone muted', async () => {
    const { leaseId } = calls.view(call);
    await page.send('set-source', { leaseId, source: 'microphone', on: false });
    await page.send('set-source', { leaseId, source: 'camera', on: false });
    const { sessionId } = await replacing();
    await calls.connected(sessionId);
    expect(calls.view(sessionId).local).toMatchObject({ microphone: 'muted', camera: 'off' });
    await page.send('set-source', { leaseId, source: 'microphone', on: true });
    expect(calls.view(sessionId).local.microphone).toBe('on');
  });

  test('[REF-5] sends the effects of the new call before those of the old one, which reacts to it', async () => {
    const { sessionId } = await replacing();
    world.notice({ name: 'session-hold', data: { sessionId, held: true } });
    await calls.connected(sessionId);
    const effects = page.orders.filter(({ name }) => name === 'peer-hold' || name === 'close-carriage');
    expect(effects).toEqual([
      { name: 'peer-hold', data: { sessionId, held: true } },
      { name: 'close-carriage', data: { carriageId: call } },
    ]);
  });

  test('[REF-5] is accepted in do-not-disturb as well', async () => {
    await page.send('change-settings', { doNotDisturb: true });
    const { sessionId } = await replacing();
    expect(calls.view(sessionId).state).toBe('establishing');
  });

  test.each([
    ['the media connection fails', 'failed'],
    ['Bob hangs up before', 'ended'],
  ])('[REF-5] %s: the call with Carol continues with its devices', async (_why, how) => {
    const { sessionId } = await replacing();
    if (how === 'failed') await page.send('carriage-state', { carriageId: sessionId, state: 'failed' });
    else {
      const ending = { reason: 'hung-up', by: 'them' } as const;
      world.notice({ name: 'session-ended', data: { sessionId, ending } });
    }
    await settled();
    expect(calls.view(sessionId).state).toBe('terminated');
    expect(calls.view(call)).toMatchObject({
      state: 'established',
      local: { microphone: 'on', camera: 'on' },
    });
    expect(page.heard).not.toContain('release-lease');
  });

  test('[REF-5] the server refuses the accept: nothing is shown', async () => {
    world.signaling.when('invitation.accept', async () => {
      throw new ParleyError('INVITATION_GONE', 'cancelled');
    });
    await replacing();
    expect(calls.sessions.map(({ id }) => id)).toEqual([call]);
    expect(calls.view(call).state).toBe('established');
  });

  test('[REF-5] Carol hangs up first: the call with Bob is still established', async () => {
    const { sessionId } = await replacing();
    const ending = { reason: 'hung-up', by: 'them' } as const;
    world.notice({ name: 'session-ended', data: { sessionId: call, ending } });
    await calls.connected(sessionId);
    expect(calls.view(sessionId)).toMatchObject({ state: 'established', local: { microphone: 'on' } });
    expect(page.heard).not.toContain('release-lease');
  });

  test('[REF-5] a call on hold by our user stays on hold with the new person', async () => {
    await page.send('hold', { sessionId: call, held: true });
    await settled();
    const { sessionId } = await replacing();
    await calls.connected(sessionId);
    expect(calls.view(sessionId).hold.byUs).toBe(true);
    expect(calls.view(sessionId).local).toMatchObject({ microphone: 'muted', camera: 'off' });
  });
});

test.each([
  ['of another call', { replaces: 'call-of-others' }],
  ['by another person', { referredBy: BOB }],
  ['without a referrer', { referredBy: undefined }],
])('[REF-5] an invitation that names a replacement %s rings', async (_which, change) => {
  const { sessionId } = await replacing(change);
  expect(calls.view(sessionId).state).toBe('incoming');
});
