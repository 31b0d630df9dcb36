import { beforeEach, describe, expect, test } from 'vitest';
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

describe('other activities when an invitation to a conference is accepted', () => {
  const elsewhere = { ...toConference, conversationId: 'conversation-9' };

  test('[INV-10] a call prevents joining unless the user ends it; holding it is not enough', async () => {
    const call = await calls.outgoing();
    const invitation = await calls.invited(elsewhere);
    for (const others of [undefined, 'hold'] as const) {
      await expect(calls.accept(invitation, others)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    }
    expect(world.signaling.heard).not.toContain('invitation.accept');
    await calls.accept(invitation, 'end');
    expect(calls.view(call).ending).toEqual({ reason: 'hung-up', by: 'you' });
    expect(stay()?.state).toBe('connected');
    const order = world.signaling.heard;
    expect(order.indexOf('invitation.accept')).toBeLessThan(order.indexOf('session.hang-up'));
  });

  test('[INV-10] another conference is left first', async () => {
    await calls.join('conference-2');
    const invitation = await calls.invited(elsewhere);
    await expect(calls.accept(invitation)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await calls.accept(invitation, 'end');
    expect(world.signaling.latest('conference.leave')).toEqual({ conferenceId: 'conference-2' });
    expect(stay()).toMatchObject({ state: 'connected', conference: { id: conferenceId } });
  });

  test('[INV-10] while an accept leads to a conference, no call begins', async () => {
    const invitation = await calls.invited(elsewhere);
    let taken = () => {};
    world.signaling.when('invitation.accept', () => new Promise((resolve) => (taken = () => resolve({}))));
    const accepting = calls.accept(invitation);
    await settled();
    const call = page.send('call', { to: BOB.address, media: BOTH });
    await expect(call).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    taken();
    await accepting;
    expect(stay()?.state).toBe('connected');
  });

  test('[CONV-3] [ESC-5] the call that the conference continues is named, and ends without an ending to read', async () => {
    const call = await calls.incoming();
    const invitation = await calls.invited(toConference);
    expect(calls.sessions.at(-1)).toMatchObject({ state: 'incoming', escalates: call });
    await calls.accept(invitation);
    expect(calls.view(call).ending).toEqual({ reason: 'hung-up', by: 'you' });
    expect(stay()?.state).toBe('connected');
  });

  test('[CONV-3] an ended call, or a call with another person, is not continued', async () => {
    const call = await calls.incoming();
    const carol = { address: 'carol@parley.localhost', displayName: 'Carol' };
    await calls.invited({ ...toConference, from: carol });
    expect(calls.sessions.at(-1)?.escalates).toBeUndefined();
    const { sessionId } = await calls.invited(toConference);
    expect(calls.view(sessionId).escalates).toBe(call);
    await page.send('hang-up', { sessionId: call });
    expect(calls.view(sessionId).escalates).toBeUndefined();
  });

  test('[CONV-2] an invitation from a third person does not take over the conversation', async () => {
    await calls.incoming();
    await calls.invited({
      ...toConference,
      from: { address: 'carol@parley.localhost', displayName: 'Carol' },
    });
    expect(page.state.conversations).toMatchObject([
      { id: 'conversation-1', peer: BOB, types: ['audio-video', 'conference'] },
    ]);
  });

  test('[NOTE-5] the tray answers it and ends the call', async () => {
    const call = await calls.outgoing();
    await calls.invited(elsewhere);
    await world.client.controls.answer();
    expect(calls.view(call).state).toBe('terminated');
    expect(stay()?.state).toBe('connected');
    expect(world.client.state.alerts).toEqual([]);
  });
});
