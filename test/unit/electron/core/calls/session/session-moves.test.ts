import { describe, expect, test } from 'vitest';
import type { InvitationId, SessionId } from '../../../../../../protocol/ids.ts';
import type { SessionView } from '../../../../../../protocol/rpc/session-view.ts';
import { BOTH, Calls } from '../../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../../support/fake-clock.ts';

interface Subject {
  world: ClientWorld;
  calls: Calls;
  sessionId: SessionId;
  invitationId: InvitationId;
}

/** How a session comes into each of its states, on either side. */
const STATES = {
  'incoming, ringing': async (calls: Calls) => {
    const { sessionId } = await calls.invited();
    return sessionId;
  },
  'incoming, accept on its way': async (calls: Calls) => {
    calls.world.signaling.when('invitation.accept', () => new Promise(() => {}));
    const { id, sessionId } = await calls.invited();
    calls.page.send('accept', { invitationId: id, media: BOTH }).catch(() => {});
    await settled();
    return sessionId;
  },
  'establishing, accepted': async (calls: Calls) => {
    const { id, sessionId } = await calls.invited();
    await calls.page.send('accept', { invitationId: id, media: BOTH });
    return sessionId;
  },
  'establishing, inviting': (calls: Calls) => calls.dialed(),
  'establishing, ringing': async (calls: Calls) => {
    const sessionId = await calls.dialed();
    const { invitationId } = calls.view(sessionId);
    calls.world.notice({ name: 'invitation-ringing', data: { invitationId } });
    return sessionId;
  },
  'establishing, answered': async (calls: Calls) => {
    const sessionId = await calls.dialed();
    calls.world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0' } });
    await settled();
    return sessionId;
  },
  'established, inviter': (calls: Calls) => calls.outgoing(),
  'established, accepter': (calls: Calls) => calls.incoming(),
  terminating: async (calls: Calls) => {
    const sessionId = await calls.outgoing();
    calls.world.signaling.when('session.hang-up', () => new Promise(() => {}));
    calls.page.send('hang-up', { sessionId }).catch(() => {});
    await settled();
    return sessionId;
  },
  terminated: async (calls: Calls) => {
    const sessionId = await calls.outgoing();
    await calls.page.send('hang-up', { sessionId });
    return sessionId;
  },
} as const;
type StateName = keyof typeof STATES;

const media = { microphone: 'on', camera: 'off', screen: 'off' } as const;
const ended = (reason: 'cancelled' | 'declined' | 'accepted') => (one: Subject) =>
  one.world.notice({
    name: 'invitation-ended',
    data: { invitationId: one.invitationId, ending: { reason, by: 'them' } },
  });
const carriage = (state: 'connected' | 'disconnected' | 'failed') => (one: Subject) =>
  one.calls.page.send('carriage-state', { carriageId: one.sessionId, state });

/** All that can happen to a session: commands, facts of the page, notices, time. */
const EVENTS = {
  'command accept': ({ calls, invitationId }: Subject) =>
    calls.page.send('accept', { invitationId, media: BOTH, others: 'end' }),
  'command decline': ({ calls, invitationId }: Subject) =>
    calls.page.send('decline', { invitationId, reason: 'busy' }),
  'command hang-up': ({ calls, sessionId }: Subject) => calls.page.send('hang-up', { sessionId }),
  'command hold': ({ calls, sessionId }: Subject) => calls.page.send('hold', { sessionId, held: true }),
  'command dismiss-ended': ({ calls, sessionId }: Subject) =>
    calls.page.send('dismiss-ended', { carriageId: sessionId }),
  'command network-changed': ({ calls }: Subject) => calls.page.send('network-changed', {}),
  'carriage connected': carriage('connected'),
  'carriage disconnected': carriage('disconnected'),
  'carriage failed': carriage('failed'),
  'page gone': ({ calls }: Subject) => calls.page.close(),
  'page gone for good': async ({ calls, world }: Subject) => {
    calls.page.close();
    await world.clock.pass(8_000);
  },
  'page replaced': ({ world }: Subject) => new FakePage(world.client).attach(),
  'invitation-received again': async ({ calls, sessionId, invitationId }: Subject) => {
    await calls.invited({ id: invitationId, sessionId });
  },
  'invitation-ringing': ({ world, invitationId }: Subject) =>
    world.notice({ name: 'invitation-ringing', data: { invitationId } }),
  'invitation-ended cancelled': ended('cancelled'),
  'invitation-ended declined': ended('declined'),
  'invitation-ended accepted': ended('accepted'),
  'session-answered': ({ world, sessionId }: Subject) =>
    world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0' } }),
  'session-offered': ({ world, sessionId }: Subject) =>
    world.notice({ name: 'session-offered', data: { sessionId, offer: 'v=0' } }),
  'session-offered renewed': ({ world, sessionId }: Subject) =>
    world.notice({ name: 'session-offered', data: { sessionId, offer: 'v=0', renewed: true } }),
  'session-renewal-asked': ({ world, sessionId }: Subject) =>
    world.notice({ name: 'session-renewal-asked', data: { sessionId } }),
  'session-hold': ({ world, sessionId }: Subject) =>
    world.notice({ name: 'session-hold', data: { sessionId, held: true } }),
  'session-candidate': ({ world, sessionId }: Subject) =>
    world.notice({ name: 'session-candidate', data: { sessionId, candidate: null } }),
  'session-media': ({ world, sessionId }: Subject) =>
    world.notice({ name: 'session-media', data: { sessionId, media } }),
  'session-ended': ({ world, sessionId }: Subject) =>
    world.notice({ name: 'session-ended', data: { sessionId, ending: { reason: 'hung-up', by: 'them' } } }),
  'connection lost': ({ world }: Subject) => world.signaling.lose(),
  'a minute passes': ({ world }: Subject) => world.clock.pass(60_000),
} as const satisfies Record<string, (one: Subject) => unknown>;
type EventName = keyof typeof EVENTS;

/** What a pair leads to; every pair that is not named here leaves the session in its state. */
const same = Symbol('same');
type Outcome = SessionView['state'] | `${SessionView['state']}: ${string}` | 'gone' | typeof same;

const LOST = 'terminated: connection-lost';
const THEIRS = {
  'session-ended': 'terminated: hung-up',
  'connection lost': LOST,
} as const;
const PAGE_GONE = {
  'page gone': 'terminated: media-failed',
  'page gone for good': 'terminated: media-failed',
  'page replaced': 'terminated: media-failed',
} as const;
const RINGING = {
  ...THEIRS,
  'command hang-up': 'terminated: declined',
  'invitation-ended cancelled': 'terminated: cancelled',
  'invitation-ended declined': 'terminated: declined',
} as const;
const DIALING = {
  ...THEIRS,
  ...PAGE_GONE,
  'command hang-up': 'terminated: cancelled',
  'carriage connected': 'established',
  'carriage failed': 'terminated: media-failed',
  'invitation-ended cancelled': 'terminated: cancelled',
  'invitation-ended declined': 'terminated: declined',
  'a minute passes': 'terminated: expired',
} as const;
const AGREED = {
  ...THEIRS,
  ...PAGE_GONE,
  'command hang-up': 'terminated: hung-up',
  'carriage connected': 'established',
  'carriage failed': 'terminated: media-failed',
  'a minute passes': 'terminated: timed-out',
} as const;
const TALKING = {
  ...THEIRS,
  'command hang-up': 'terminated: hung-up',
  // An established call outlives its page (RES-5).
  'page gone for good': 'terminated: media-failed',
} as const;
const OUTCOMES: Record<StateName, Partial<Record<EventName, Outcome>>> = {
  'incoming, ringing': {
    ...RINGING,
    'command accept': 'establishing',
    'command decline': 'terminated: busy',
    'a minute passes': 'terminated: expired',
  },
  'incoming, accept on its way': {
    ...RINGING,
    'command hang-up': 'terminated: hung-up',
    'a minute passes': 'terminated: timed-out',
  },
  'establishing, accepted': AGREED,
  'establishing, inviting': DIALING,
  'establishing, ringing': DIALING,
  'establishing, answered': AGREED,
  'established, inviter': TALKING,
  'established, accepter': TALKING,
  terminating: { 'session-ended': 'terminated: hung-up', 'connection lost': 'terminated: hung-up' },
  terminated: { 'command dismiss-ended': 'gone' },
};

/** Answers that come after the first, and commands for which it is too early or too late, get a typed error. */
const REFUSED: Partial<Record<EventName, (state: StateName) => string | undefined>> = {
  'command accept': (state) => (state === 'incoming, ringing' ? undefined : 'INVITATION_GONE'),
  'command decline': (state) => (state === 'incoming, ringing' ? undefined : 'INVITATION_GONE'),
  'command hold': (state) => (state.startsWith('established') ? undefined : 'SESSION_WRONG_STATE'),
  'command dismiss-ended': (state) => (state === 'terminated' ? undefined : 'SESSION_WRONG_STATE'),
};

async function subjectIn(state: StateName): Promise<Subject> {
  const world = new ClientWorld();
  const calls = new Calls(world, await world.signedInPage());
  const sessionId = await STATES[state](calls);
  return { world, calls, sessionId, invitationId: calls.view(sessionId).invitationId };
}

const pairs = (Object.keys(STATES) as StateName[]).flatMap((state) =>
  (Object.keys(EVENTS) as EventName[]).map((event) => [state, event] as const),
);

describe('[INV-2] [INV-7] every (state, event) pair of a session on the client', () => {
  test.each(pairs)('%s × %s', async (state, event) => {
    const one = await subjectIn(state);
    const before = one.calls.view(one.sessionId);
    const happened = Promise.resolve(EVENTS[event](one));
    const refusal = REFUSED[event]?.(state);
    if (refusal === undefined) await happened;
    else await expect(happened).rejects.toMatchObject({ code: refusal });
    await settled();

    const outcome = OUTCOMES[state][event] ?? same;
    const after = one.calls.sessions.find(({ id }) => id === one.sessionId);
    if (outcome === same) {
      expect(after?.state).toBe(before.state);
    } else if (outcome === 'gone') {
      expect(after).toBeUndefined();
    } else {
      const said =
        after?.ending && outcome.includes(':') ? `${after.state}: ${after.ending.reason}` : after?.state;
      expect(said).toBe(outcome);
    }
    // Nothing leaves the end, and whatever ended has given its devices back.
    if (before.state === 'terminated' && after) expect(after).toEqual(before);
    if (after?.state === 'terminated') {
      expect(after.ending).toBeDefined();
      const { client } = one.world;
      expect(client.mayOpen('microphone') || client.mayOpen('camera')).toBe(false);
      const lease = { leaseId: after.leaseId, source: 'microphone', on: true } as const;
      const attached = !event.startsWith('page');
      await expect(one.calls.page.send('set-source', lease)).rejects.toMatchObject({
        code: attached ? 'MEDIA_OBJECT_UNKNOWN' : 'RPC_FORBIDDEN',
      });
    }
  });
});
