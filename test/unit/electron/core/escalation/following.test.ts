import { beforeEach, describe, expect, test } from 'vitest';
import { receptionOf } from '../../../../../electron/core/calls/reception.ts';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { conferenceId } from '../../../../support/core/conference-calls.ts';
import { EscalatingCalls } from '../../../../support/core/escalating-calls.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';

let world: ClientWorld;
let page: FakePage;
let calls: EscalatingCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new EscalatingCalls(world, page);
  await calls.talking('incoming');
});

const rolledBack = () => calls.requests('session.roll-back');
const refused = (code: 'INVITATION_CANCELLED' | 'CONFERENCE_FULL' | 'SESSION_WRONG_STATE') => async () => {
  throw new ParleyError(code, 'no');
};

describe('the other side escalates a call', () => {
  test.each([false, true])(
    '[ESC-1] our user joins automatically with the devices of the call; do not disturb: %s',
    async (doNotDisturb) => {
      await page.send('change-settings', { doNotDisturb });
      page.orders.length = 0;
      const { leaseId } = calls.call;
      calls.bobIsIn();
      const { id: invitationId } = await calls.bobEscalates();
      expect(calls.requests('invitation.accept')).toEqual([{ invitationId }]);
      expect(calls.stay).toMatchObject({ state: 'connected', leaseId, local: { camera: 'on' } });
      const escalation = { state: 'switching', conferenceId, by: 'them' };
      expect(calls.call).toMatchObject({ state: 'established', escalation });
      expect([calls.devices, calls.requests('invitation.ringing')]).toEqual([[], []]);
      expect([calls.requests('invitation.send'), calls.sessions.length]).toEqual([[], 1]);
      await calls.plays('microphone', 'camera');
      await calls.ends({ reason: 'escalated', by: 'system' });
      expect(world.client.state.history).toHaveLength(1);
    },
  );

  test('[ESC-1] if our user escalates as well, others are invited to the same conference', async () => {
    await calls.bobEscalates();
    await calls.escalate('carol@parley.localhost');
    expect(calls.requests('session.escalate')).toEqual([]);
    expect(calls.requests('invitation.send')).toMatchObject([{ to: 'carol@parley.localhost', conferenceId }]);
  });

  test.each([
    ['of another conversation', { conversationId: 'conversation-9' }],
    ['of another call', { escalates: 'session-9' }],
    ['of no call', { escalates: undefined }],
    ['from another person', { from: { address: 'eve@parley.localhost', displayName: 'Eve' } }],
  ])('[ESC-5] [CONV-3] an invitation %s rings as usual', async (_, change) => {
    await calls.bobEscalates(change);
    expect(calls.requests('invitation.ringing')).toHaveLength(1);
    expect([calls.call.escalation, world.client.state.stay]).toEqual([undefined, null]);
  });

  test.each([
    ['established', undefined, 'escalate'],
    ['establishing', 'connecting', 'escalate'],
    ['establishing', 'ringing', 'ring'],
    ['incoming', undefined, 'ring'],
    ['terminating', undefined, 'ring'],
    ['terminated', undefined, 'ring'],
  ] as const)('[ESC-1] reception of the invitation during a call that is %s (%s)', (state, progress, act) => {
    const call = { ...calls.call, state, progress } as never;
    const invitation = {
      conversationId: calls.call.conversationId,
      from: BOB,
      conferenceId,
      sessionType: 'conference' as const,
      escalates: calls.callId,
    };
    const given = { sessions: [call], doNotDisturb: false, hasOffer: false };
    expect(receptionOf(invitation, given).act).toBe(act);
  });
});

describe('our user cannot join', () => {
  test('[ESC-3] the invitation was withdrawn: the escalation is rolled back, and the call continues', async () => {
    world.signaling.when('invitation.accept', refused('INVITATION_CANCELLED'));
    await calls.bobEscalates();
    const code = 'INVITATION_CANCELLED';
    expect(rolledBack()).toEqual([{ sessionId: calls.callId, conferenceId, code }]);
    expect(calls.call).toMatchObject({ state: 'established', escalation: { state: 'rolled-back' } });
    expect([calls.causes, calls.devices]).toEqual([[`ESCALATION_FAILED: ${code}`], []]);
    expect([world.client.state.history, calls.sessions.length]).toEqual([[], 1]);
  });

  test('[ESC-3] the conference refuses: the stay is removed, and the call keeps its devices', async () => {
    world.signaling.when('conference.join', refused('CONFERENCE_FULL'));
    await calls.bobEscalates();
    expect(rolledBack()).toMatchObject([{ code: 'CONFERENCE_FULL' }]);
    expect(world.client.state.stay).toBeNull();
    expect(calls.call.local).toMatchObject({ microphone: 'on', camera: 'on' });
    expect([calls.devices, calls.causes]).toEqual([[], ['ESCALATION_FAILED: CONFERENCE_FULL']]);
  });

  test('[ESC-3] [RES-5] no page is attached: the escalation is rolled back', async () => {
    page.close();
    await calls.bobEscalates();
    expect(rolledBack()).toMatchObject([{ code: 'PAGE_ABSENT' }]);
    expect([calls.requests('invitation.accept'), calls.call.state]).toEqual([[], 'established']);
  });

  test('[ESC-3] another call starts and the first is not on hold yet: the escalation is rolled back', async () => {
    world.signaling.when('invitation.send', () => new Promise(() => {}));
    await calls.dialed({ others: 'hold' });
    await calls.bobEscalates();
    expect(rolledBack()).toMatchObject([{ code: 'SESSION_WRONG_STATE' }]);
  });
});
