import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionId } from '../../../../../protocol/ids.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { conferenceId } from '../../../../support/core/conference-calls.ts';
import { EscalatingCalls } from '../../../../support/core/escalating-calls.ts';
import { settled } from '../../../../support/core/fakes/fake-clock.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';

const REFUSED = { code: 'SESSION_WRONG_STATE' };

let world: ClientWorld;
let calls: EscalatingCalls;
let page: FakePage;
/** The call that waits. */
let held: SessionId;

/** Alice talks with one person, holds that call, and talks with Bob. */
beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new EscalatingCalls(world, page);
  held = await calls.incoming({ conversationId: 'conversation-held' });
  calls.callId = await calls.outgoing({ others: 'hold' });
  await calls.bobSends({ microphone: 'on', camera: 'on' });
  expect(calls.view(held).hold.byUs).toBe(true);
  page.orders.length = 0;
  world.signaling.requests.length = 0;
});

const stay = () => world.client.state.stay;
const waits = () => {
  const { state, hold, local } = calls.view(held);
  expect({ state, hold, camera: local.camera }).toEqual({
    state: 'established',
    hold: { byUs: true, byThem: false },
    camera: 'off',
  });
};
const resume = () => page.send('hold', { sessionId: held, held: false });

/** Everything of Bob's comes from the conference, and the server ends the call. */
async function carried(): Promise<void> {
  await calls.bobComes();
  await calls.plays('microphone', 'camera');
  await calls.ends({ reason: 'escalated', by: 'system' });
}

describe('a call with a held call beside it becomes a conference', () => {
  test('[ESC-1] by our user: the held call waits all the time', async () => {
    await calls.escalate();
    waits();
    await carried();
    expect(stay()).toMatchObject({ state: 'connected', local: { microphone: 'on' } });
    waits();
    expect(calls.requests('session.hold')).toEqual([]);
  });

  test('[ESC-1] by the other side, without ringing', async () => {
    await calls.bobEscalates();
    expect(stay()?.state).toBe('connected');
    waits();
    await carried();
    waits();
  });

  test('[ESC-1] [INV-10] it is not taken up while the call goes over, nor during the conference: one microphone', async () => {
    await calls.escalate();
    await expect(resume()).rejects.toMatchObject(REFUSED);
    waits();
    await carried();
    await expect(resume()).rejects.toMatchObject(REFUSED);
    waits();
  });

  test('[ESC-1] after the conference was left it is taken up, with its devices', async () => {
    await calls.escalate();
    await carried();
    await page.send('leave-conference', { conferenceId });
    await settled();
    waits();
    await resume();
    await settled();
    expect(calls.view(held)).toMatchObject({
      state: 'established',
      hold: { byUs: false },
      local: { microphone: 'on' },
    });
  });

  test('[ESC-1] [INV-2] the held person hangs up during the conference, which stays', async () => {
    await calls.escalate();
    await carried();
    await calls.ends({ reason: 'hung-up', by: 'them' }, held);
    expect(calls.view(held).state).toBe('terminated');
    expect(stay()?.state).toBe('connected');
  });

  test('[ESC-3] rolled back, the call is as it was and the other one still waits', async () => {
    await calls.escalate();
    await calls.rolledBack('REQUEST_TIMED_OUT');
    expect([calls.call.state, stay()]).toEqual(['established', null]);
    waits();
  });

  test('[LEASE-2] to hang up everything leaves nothing open', async () => {
    await calls.escalate();
    await carried();
    await world.client.close();
    expect(world.client.state.ledger.held).toEqual([]);
    expect(calls.orders('release-lease').length).toBeGreaterThanOrEqual(2);
  });
});
