import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionId } from '../../../../../protocol/ids.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { conferenceId } from '../../../../support/core/conference-calls.ts';
import { EscalatingCalls } from '../../../../support/core/escalating-calls.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../support/fake-clock.ts';

const REFUSED = { code: 'SESSION_WRONG_STATE' };

let world: ClientWorld;
let calls: EscalatingCalls;
let page: FakePage;
/** The call on hold. */
let held: SessionId;

/** Alice has a call on hold, and talks with Bob. */
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

/** All sources of Bob are handed over, and the server ends the call. */
async function carried(): Promise<void> {
  await calls.bobComes();
  await calls.plays('microphone', 'camera');
  await calls.ends({ reason: 'escalated', by: 'system' });
}

describe('an escalation while another call is on hold', () => {
  test('[ESC-1] when our user escalates, the other call stays on hold', async () => {
    await calls.escalate();
    waits();
    await carried();
    expect(stay()).toMatchObject({ state: 'connected', local: { microphone: 'on' } });
    waits();
    expect(calls.requests('session.hold')).toEqual([]);
  });

  test('[ESC-1] when the other side escalates, nothing rings', async () => {
    await calls.bobEscalates();
    expect(stay()?.state).toBe('connected');
    waits();
    await carried();
    waits();
  });

  test('[ESC-1] [INV-10] the other call is not resumed during the escalation or the conference: one microphone', async () => {
    await calls.escalate();
    await expect(resume()).rejects.toMatchObject(REFUSED);
    waits();
    await carried();
    await expect(resume()).rejects.toMatchObject(REFUSED);
    waits();
  });

  test('[ESC-1] after leaving the conference the other call is resumed with its devices', async () => {
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

  test('[ESC-1] [INV-2] when the person on hold hangs up, the conference continues', async () => {
    await calls.escalate();
    await carried();
    await calls.ends({ reason: 'hung-up', by: 'them' }, held);
    expect(calls.view(held).state).toBe('terminated');
    expect(stay()?.state).toBe('connected');
  });

  test('[ESC-3] after a roll-back the call continues, and the other one is still on hold', async () => {
    await calls.escalate();
    await calls.rolledBack('REQUEST_TIMED_OUT');
    expect([calls.call.state, stay()]).toEqual(['established', null]);
    waits();
  });

  test('[LEASE-2] hanging up everything leaves no device open', async () => {
    await calls.escalate();
    await carried();
    await world.client.close();
    expect(world.client.state.ledger.held).toEqual([]);
    expect(calls.orders('release-lease').length).toBeGreaterThanOrEqual(2);
  });
});
