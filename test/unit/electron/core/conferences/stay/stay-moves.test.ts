import { describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import type { ParticipantId } from '../../../../../../protocol/ids.ts';
import type { StayView } from '../../../../../../protocol/rpc/app-state.ts';
import { BOTH } from '../../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId } from '../../../../../support/core/conference-calls.ts';
import { settled } from '../../../../../support/fake-clock.ts';

const never = () => new Promise<never>(() => {});

/** How a stay gets into each of its states. */
const STATES = {
  joining: async (calls: ConferenceCalls) => {
    calls.world.signaling.when('conference.join', never);
    calls.join('conference-1', { media: BOTH }).catch(() => {});
  },
  waiting: (calls: ConferenceCalls) => calls.waits({ media: BOTH }),
  'joining, admitted': async (calls: ConferenceCalls) => {
    await calls.waits({ media: BOTH });
    calls.world.signaling.when('conference.join', never);
    await calls.admitted();
  },
  connected: (calls: ConferenceCalls) => calls.join('conference-1', { media: BOTH }),
  'connected, leave failed': async (calls: ConferenceCalls) => {
    await calls.join('conference-1', { media: BOTH });
    calls.world.signaling.when('conference.leave', async () => {
      throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
    });
    await calls.page.send('leave-conference', { conferenceId }).catch(() => {});
    calls.world.signaling.when('conference.leave', async () => ({ stillIn: [] }));
  },
  leaving: async (calls: ConferenceCalls) => {
    await calls.join('conference-1', { media: BOTH });
    calls.world.signaling.when('conference.leave', never);
    calls.page.send('leave-conference', { conferenceId }).catch(() => {});
  },
  exited: async (calls: ConferenceCalls) => {
    await calls.join('conference-1', { media: BOTH });
    await calls.page.send('leave-conference', { conferenceId });
  },
} as const satisfies Record<string, (calls: ConferenceCalls) => Promise<void>>;
type StateName = keyof typeof STATES;

const exited = (reason: 'removed' | 'ended') => (calls: ConferenceCalls) =>
  calls.world.notice({
    name: 'conference-exited',
    data: { conferenceId, ending: { reason, by: 'them' } },
  });

/** All that can happen to a stay: commands, facts of the page, notices, time. */
const EVENTS = {
  'command leave': ({ page }: ConferenceCalls) => page.send('leave-conference', { conferenceId }),
  'command join': (calls: ConferenceCalls) => calls.join('conference-2'),
  'command of the room': ({ page }: ConferenceCalls) =>
    page.send('conference.hand', { conferenceId, raised: true }),
  'command dismiss-ended': ({ page }: ConferenceCalls) =>
    page.send('dismiss-ended', { carriageId: conferenceId }),
  'command sign-out': ({ page }: ConferenceCalls) => page.send('sign-out', {}),
  'page gone': ({ page }: ConferenceCalls) => page.close(),
  'carriage failed': ({ page }: ConferenceCalls) =>
    page.send('carriage-state', { carriageId: conferenceId, state: 'failed' }),
  'conference-admitted': (calls: ConferenceCalls) => {
    calls.letIn();
    return calls.admitted();
  },
  'a late removal from an earlier stay': ({ world }: ConferenceCalls) =>
    world.notice({
      name: 'conference-exited',
      data: { conferenceId, ending: { reason: 'removed', by: 'them' } },
      stayId: 'an-earlier-stay' as ParticipantId,
    }),
  removed: exited('removed'),
  ended: exited('ended'),
  'connection lost': ({ world }: ConferenceCalls) => world.signaling.lose(),
  'a minute passes': ({ world }: ConferenceCalls) => world.clock.pass(60_000),
} as const satisfies Record<string, (calls: ConferenceCalls) => unknown>;
type EventName = keyof typeof EVENTS;

/** What a pair leads to; every pair that is not named here leaves the stay in its state. */
type Outcome = StayView['state'] | `exited: ${string}` | 'gone' | 'another';

const ENDINGS = {
  removed: 'exited: removed',
  ended: 'exited: ended',
  'connection lost': 'exited: connection-lost',
} as const;
const LEAVING = {
  ...ENDINGS,
  'command leave': 'exited: left',
  'command sign-out': 'exited: left',
  'page gone': 'exited: left',
} as const;

const MOVES: Record<StateName, Partial<Record<EventName, Outcome>>> = {
  joining: LEAVING,
  waiting: { ...LEAVING, 'conference-admitted': 'connected' },
  'joining, admitted': LEAVING,
  connected: { ...LEAVING, 'carriage failed': 'exited: media-failed' },
  'connected, leave failed': { ...LEAVING, 'carriage failed': 'exited: media-failed' },
  leaving: ENDINGS,
  exited: { 'command join': 'another', 'command dismiss-ended': 'gone' },
};

const pairs = (Object.keys(STATES) as StateName[]).flatMap((state) =>
  (Object.keys(EVENTS) as EventName[]).map((event) => [state, event, MOVES[state][event]] as const),
);

describe('every event in every state of a stay', () => {
  test.each(pairs)('[CONF-5] %s, %s: %s', async (state, event, outcome) => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    const calls = new ConferenceCalls(world, page);
    await STATES[state](calls);
    await settled();
    const before = calls.stay;

    // What is refused has its own test; here it is enough that it changes nothing else.
    Promise.resolve(EVENTS[event](calls)).catch(() => {});
    await settled();

    const { stay } = world.client.state;
    expect(after(stay, before)).toBe(outcome ?? before.state);
    const isOver = stay === null || stay.state === 'exited' || outcome === 'another';
    expect(calls.exits).toHaveLength(isOver ? 1 : 0);
  });

  function after(stay: StayView | null, before: StayView): string {
    if (stay === null) return 'gone';
    if (stay.conference.id !== before.conference.id) return 'another';
    const { state, ending } = stay;
    return state === 'exited' && before.state !== 'exited' ? `exited: ${ending?.reason}` : state;
  }
});
