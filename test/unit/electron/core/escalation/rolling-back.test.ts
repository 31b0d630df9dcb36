import { beforeEach, describe, expect, test } from 'vitest';
import type { Ending } from '../../../../../protocol/endings.ts';
import { type ErrorCode, ParleyError } from '../../../../../protocol/errors.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { conferenceId } from '../../../../support/core/conference-calls.ts';
import { EscalatingCalls } from '../../../../support/core/escalating-calls.ts';
import { conferenceInfo, joinedReply } from '../../../../support/core/fakes/conference-replies.ts';
import { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: EscalatingCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new EscalatingCalls(world, page);
  await calls.talking();
});

const rolledBack = () => calls.requests('session.roll-back');
const refuse = (name: 'session.escalate' | 'conference.join', code: ErrorCode) =>
  world.signaling.when(name, async () => {
    throw new ParleyError(code, 'no');
  });

/** Expects that the call continues and no conference is shown. */
function expectOnlyTheCall(): void {
  const local = { microphone: 'on', camera: 'on' };
  expect(calls.call).toMatchObject({ state: 'established', local, escalation: { state: 'rolled-back' } });
  expect([world.client.state.stay, calls.sessions.length]).toEqual([null, 1]);
  expect(calls.devices).toEqual([]);
}

describe('a failed escalation', () => {
  test.each([
    ['session.escalate', 'WORKER_CRASHED', 0],
    ['session.escalate', 'SESSION_WRONG_STATE', 0],
    ['conference.join', 'CONFERENCE_FULL', 1],
    ['conference.join', 'REQUEST_TIMED_OUT', 1],
  ] as const)('[ESC-3] %s is refused with %s: the command fails with it', async (name, code, said) => {
    refuse(name, code);
    const error = { code: 'ESCALATION_FAILED', context: { cause: code } };
    await expect(calls.escalate('carol@parley.localhost')).rejects.toMatchObject(error);
    expectOnlyTheCall();
    expect([rolledBack().length, calls.causes]).toEqual([said, []]);
    expect(calls.requests('invitation.send')).toEqual([]);
  });

  test.each([
    ['it took too long', 'REQUEST_TIMED_OUT'],
    ['the worker crashed', 'WORKER_CRASHED'],
    ['the other side does not join', 'CONFERENCE_NOT_JOINED'],
  ] as const)('[ESC-3] the server rolls back because %s: an alert shows why', async (_, code) => {
    await calls.escalate();
    await calls.bobComes();
    await calls.rolledBack(code);
    expectOnlyTheCall();
    expect([rolledBack(), calls.causes]).toEqual([[], [`ESCALATION_FAILED: ${code}`]]);
    await calls.plays('microphone', 'camera');
    expect(calls.requests('session.carried')).toEqual([]);
    await calls.rolledBack(code);
    expect(calls.causes).toHaveLength(1);
  });

  test('[ESC-3] the server rolls back while we join: the command fails, and we leave', async () => {
    const join = Promise.withResolvers<ReturnType<typeof joinedReply>>();
    world.signaling.when('conference.join', () => join.promise);
    const asked = calls.escalate();
    await settled();
    await Promise.all([
      expect(asked).rejects.toMatchObject({ context: { cause: 'REQUEST_TIMED_OUT' } }),
      calls.rolledBack('REQUEST_TIMED_OUT'),
    ]);
    join.resolve(joinedReply(conferenceId));
    await settled();
    expectOnlyTheCall();
    expect(calls.requests('conference.leave')).toHaveLength(1);
  });

  test.each<[string, Ending, ErrorCode]>([
    ['is removed', { reason: 'removed', by: 'them' }, 'CONFERENCE_REMOVED'],
    ['sees the conference end', { reason: 'ended', by: 'them' }, 'CONFERENCE_ENDED'],
    ['loses the media server', { reason: 'server-error', by: 'server' }, 'WORKER_CRASHED'],
  ])('[ESC-3] our user %s: the call continues', async (_, ending, code) => {
    await calls.escalate();
    world.notice({ name: 'conference-exited', data: { conferenceId, ending } });
    await settled();
    expectOnlyTheCall();
    expect(rolledBack()).toMatchObject([{ sessionId: calls.callId, conferenceId, code }]);
    expect(calls.causes).toEqual([`ESCALATION_FAILED: ${code}`]);
  });

  test('[ESC-3] the page cannot connect to the conference’s media: the call continues', async () => {
    await calls.escalate();
    await page.send('carriage-state', { carriageId: conferenceId, state: 'failed' });
    await settled();
    expectOnlyTheCall();
    expect(rolledBack()).toMatchObject([{ code: 'MEDIA_FAILED' }]);
  });

  test('[ESC-3] our user leaves the conference: the call continues, without an alert', async () => {
    await calls.escalate();
    await page.send('leave-conference', { conferenceId });
    expectOnlyTheCall();
    expect(rolledBack()).toMatchObject([{ code: 'CONFERENCE_NOT_JOINED' }]);
    expect(calls.causes).toEqual([]);
  });

  test('[ESC-3] [ESC-4] a shared screen continues in the call', async () => {
    const shareId = await calls.shared(calls.callId);
    page.orders.length = 0;
    await calls.escalate();
    await calls.rolledBack('REQUEST_TIMED_OUT');
    expect(calls.view(shareId)).toMatchObject({ state: 'establishing', local: { screen: 'on' } });
    expect(calls.devices).toEqual([]);
  });

  test('[ESC-3] a late notice about an earlier escalation does not end the next one', async () => {
    await calls.escalate();
    await page.send('leave-conference', { conferenceId });
    const another = conferenceInfo('conference-2');
    world.signaling.when('session.escalate', async () => ({ conference: another }));
    await calls.escalate();
    await calls.rolledBack('CONFERENCE_NOT_JOINED');
    expect(calls.call.escalation).toMatchObject({ state: 'switching', conferenceId: 'conference-2' });
    expect(calls.causes).toEqual([]);
  });

  test('[ESC-3] the user can escalate again', async () => {
    await calls.escalate();
    await calls.rolledBack('REQUEST_TIMED_OUT');
    const another = conferenceInfo('conference-2');
    world.signaling.when('session.escalate', async () => ({ conference: another }));
    await calls.escalate();
    expect(calls.call.escalation).toMatchObject({ state: 'switching', conferenceId: 'conference-2' });
    expect(calls.stay.conference.id).toBe('conference-2');
  });
});

describe('calls that cannot be escalated', () => {
  const refused = { code: 'SESSION_WRONG_STATE' };

  test('[ESC-1] a call that rings, is on hold, or has ended', async () => {
    await page.send('hold', { sessionId: calls.callId, held: true });
    await expect(calls.escalate()).rejects.toMatchObject(refused);
    await page.send('hang-up', { sessionId: calls.callId });
    await expect(calls.escalate()).rejects.toMatchObject(refused);
    calls.callId = await calls.dialed();
    await expect(calls.escalate()).rejects.toMatchObject(refused);
    expect(calls.requests('session.escalate')).toEqual([]);
  });

  test('[ESC-1] an unknown call', async () => {
    calls.callId = 'session-9' as never;
    await expect(calls.escalate()).rejects.toMatchObject({ code: 'SESSION_GONE' });
  });

  test('[ESC-1] the call on hold beside an active call', async () => {
    await calls.outgoing({ others: 'hold' });
    await expect(calls.escalate()).rejects.toMatchObject(refused);
    expect(calls.requests('session.escalate')).toEqual([]);
  });

  test('[ESC-1] a call that is not on hold yet while our user calls another person', async () => {
    world.signaling.when('invitation.send', () => new Promise(() => {}));
    await calls.dialed({ others: 'hold' });
    await expect(calls.escalate()).rejects.toMatchObject(refused);
    expect(calls.requests('session.escalate')).toEqual([]);
  });

  test.each(['SESSION_WRONG_STATE', 'TARGET_BUSY'] as const)(
    '[ESC-1] [ESC-3] a refusal of the server (%s) is reported immediately, and nothing has started',
    async (code) => {
      world.signaling.when('session.escalate', async () => {
        throw new ParleyError(code, 'another call is running there');
      });
      await expect(calls.escalate()).rejects.toMatchObject({
        code: 'ESCALATION_FAILED',
        context: { cause: code },
      });
      expect(calls.requests('conference.join')).toEqual([]);
      expect([calls.call.state, calls.devices]).toEqual(['established', []]);
    },
  );
});

describe('a call that ends during its escalation', () => {
  const released = () => calls.orders('release-lease');

  beforeEach(async () => {
    await calls.escalate();
  });

  test('[LEASE-2] our user hangs up: the BYE is sent before we leave, and no device stays open', async () => {
    const { leaseId } = calls.call;
    await page.send('hang-up', { sessionId: calls.callId });
    await settled();
    expect(world.signaling.heard.slice(-2)).toEqual(['session.hang-up', 'conference.leave']);
    expect([world.client.state.stay, calls.call.escalation?.state]).toEqual([null, 'done']);
    expect(released()).toEqual([{ leaseId }]);
    expect([calls.causes, rolledBack()]).toEqual([[], []]);
  });

  test('[ESC-3] the other side hangs up: the conference continues for its participants', async () => {
    await calls.ends({ reason: 'hung-up', by: 'them' });
    expect(calls.stay).toMatchObject({ state: 'connected', local: { microphone: 'on', camera: 'on' } });
    expect([calls.call.escalation?.state, released()]).toEqual(['done', []]);
  });

  test.each<[string, () => unknown]>([
    ['our user signs out', () => page.send('sign-out', {})],
    ['the connection is lost', () => world.signaling.lose()],
    ['Parley quits', () => world.client.close()],
  ])('[LEASE-2] %s: no device stays open', async (_, end) => {
    const { leaseId } = calls.call;
    await end();
    await settled();
    expect(released()).toEqual([{ leaseId }]);
    expect(calls.call.state).toBe('terminated');
    expect(world.client.state.stay?.state ?? 'exited').toBe('exited');
    expect(calls.causes).toEqual([]);
  });

  test('[ESC-3] [RES-5] the page closes: the call waits for the next page, without the conference', async () => {
    page.close();
    await settled();
    expect([calls.call.state, world.client.state.stay]).toEqual(['established', null]);
    expect(rolledBack()).toMatchObject([{ code: 'PAGE_ABSENT' }]);
    const next = new FakePage(world.client);
    await next.attach();
    await settled();
    expect(next.state.alerts).toMatchObject([{ error: { context: { cause: 'PAGE_ABSENT' } } }]);
    expect(next.latest('open-sources')).toMatchObject({ leaseId: calls.call.leaseId });
  });
});
