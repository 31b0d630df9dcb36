import { beforeEach, describe, expect, test } from 'vitest';
import type { Ending } from '../../../../protocol/endings.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import { type Device, FocusWorld, told } from '../../../support/server/focus-world.ts';
import { anInvitation } from '../../../support/server/requests.ts';

let world: FocusWorld;
let alice: Device;
let phone: Device;
let laptop: Device;
let invitation: RequestData<'invitation.send'>;

beforeEach(() => {
  world = new FocusWorld();
  alice = world.arrive('Alice');
  phone = world.arrive('Bob');
  laptop = world.arrive('Bob');
  invitation = anInvitation('bob@example.org');
});

const send = () => world.focus.invitations.send(alice.endpoint, invitation);
const hangUp = ({ endpoint }: Device) =>
  world.focus.sessions.hangUp(endpoint, { sessionId: invitation.sessionId, reason: 'hung-up' });

/** All events of an invitation. */
const EVENTS = {
  send,
  ringing: () => world.focus.invitations.ringing(phone.endpoint, invitation),
  accept: () => world.focus.invitations.accept(phone.endpoint, invitation),
  'accept on the other device': () => world.focus.invitations.accept(laptop.endpoint, invitation),
  decline: () => world.focus.invitations.decline(phone.endpoint, { ...invitation, reason: 'busy' }),
  'decline on the other device': () =>
    world.focus.invitations.decline(laptop.endpoint, { ...invitation, reason: 'busy' }),
  cancel: () => world.focus.invitations.cancel(alice.endpoint, invitation),
  expiry: () => world.clock.advance(45_000),
  'the inviter goes': () => world.depart(alice),
  'one device goes': () => world.depart(phone),
  'all devices go': () => {
    world.depart(phone);
    world.depart(laptop);
  },
  'another device comes': () => void world.arrive('Bob'),
} as const;
type Event = keyof typeof EVENTS;

/** How to reach each state of an invitation. */
const STATES = {
  unknown: () => {},
  proceeding: () => void send(),
  ringing: () => {
    send();
    EVENTS.ringing();
  },
  accepted: () => {
    send();
    EVENTS.accept();
  },
  'hung up': () => {
    send();
    EVENTS.accept();
    hangUp(phone);
  },
  declined: () => {
    send();
    EVENTS.decline();
  },
  cancelled: () => {
    send();
    EVENTS.cancel();
  },
  expired: () => {
    send();
    EVENTS.expiry();
  },
  failed: () => {
    send();
    EVENTS['all devices go']();
  },
  'refused by Do not disturb': () => {
    for (const { endpoint } of [phone, laptop]) world.focus.registration.setDoNotDisturb(endpoint, true);
    expect(attempt(send)).toBe('TARGET_DO_NOT_DISTURB');
  },
} as const;
type State = keyof typeof STATES;

const GONE = 'INVITATION_GONE';
const TOO_LATE = 'INVITATION_CANCELLED';

/** A closed invitation: every answer is refused, and nothing changes. */
const closed = (ending: string, refusal: string) =>
  ({
    send: [GONE, ending],
    ringing: [refusal, ending],
    accept: [refusal, ending],
    'accept on the other device': [refusal, ending],
    decline: [refusal, ending],
    'decline on the other device': [refusal, ending],
    cancel: [GONE, ending],
    expiry: ['ok', ending],
    'the inviter goes': ['ok', ending],
    'one device goes': ['ok', ending],
    'all devices go': ['ok', ending],
    'another device comes': ['ok', ending],
  }) as const satisfies Record<Event, [string, string]>;

const open = {
  send: ['ok', 'open'],
  ringing: ['ok', 'open'],
  accept: ['ok', 'accepted'],
  'accept on the other device': ['ok', 'accepted'],
  decline: ['ok', 'busy'],
  'decline on the other device': ['ok', 'busy'],
  cancel: ['ok', 'cancelled'],
  expiry: ['ok', 'expired'],
  'the inviter goes': ['ok', 'cancelled'],
  'one device goes': ['ok', 'open'],
  'all devices go': ['ok', 'unavailable'],
  'another device comes': ['ok', 'open'],
} as const satisfies Record<Event, [string, string]>;

/** State → event → reply to the requester, and how the invitation has ended then. */
const TABLE: Record<State, Record<Event, readonly [string, string]>> = {
  unknown: { ...closed('none', GONE), send: ['ok', 'open'] },
  proceeding: open,
  ringing: open,
  // The device that accepted may repeat it, since the reply may have been lost.
  accepted: { ...closed('accepted', GONE), accept: ['ok', 'accepted'] },
  'hung up': closed('accepted', GONE),
  declined: closed('busy', GONE),
  cancelled: closed('cancelled', TOO_LATE),
  expired: closed('expired', GONE),
  failed: closed('unavailable', GONE),
  'refused by Do not disturb': { ...closed('none', GONE), send: ['TARGET_DO_NOT_DISTURB', 'none'] },
};

function attempt(what: () => unknown): string {
  try {
    what();
    return 'ok';
  } catch (thrown) {
    if (thrown instanceof ParleyError) return thrown.code;
    throw thrown;
  }
}

const endingsToldTo = (device: Device) =>
  told(device, 'invitation-ended').map((data) => (data as { ending: Ending }).ending);
const rangAt = (device: Device) => told(device, 'invitation-received').length;

/** The ending that all devices know: at most one each, and all of them the same. */
function outcome(): string {
  const endings = [alice, phone, laptop].flatMap((device) => {
    const own = endingsToldTo(device);
    expect(own.length).toBeLessThanOrEqual(1);
    return own;
  });
  const reasons = new Set(
    endings.map(({ reason }) => (reason === 'answered-elsewhere' ? 'accepted' : reason)),
  );
  expect(reasons.size).toBeLessThanOrEqual(1);
  const [reason] = reasons;
  return reason ?? (rangAt(phone) > 0 ? 'open' : 'none');
}

describe.each(Object.keys(TABLE) as State[])('[INV-2] an invitation that is %s', (state) => {
  test.each(Object.keys(EVENTS) as Event[])('%s', (event) => {
    const [reply, ending] = TABLE[state][event];
    STATES[state]();
    const before = [alice, phone, laptop].map(({ sent }) => sent.length);
    expect(attempt(EVENTS[event])).toBe(reply);
    expect(outcome()).toBe(ending);
    expect(rangAt(phone)).toBeLessThanOrEqual(1);
    const live = ending === 'open' || (ending === 'accepted' && state !== 'hung up' && !isOver(state, event));
    expect(world.focus.sessions.size).toBe(live ? 1 : 0);
    if (reply !== 'ok') expect([alice, phone, laptop].map(({ sent }) => sent.length)).toEqual(before);
  });
});

/** Whether an agreed session has lost one of its two ends. */
function isOver(state: State, event: Event): boolean {
  const gone = ['the inviter goes', 'one device goes', 'all devices go'];
  return state === 'accepted' && gone.includes(event);
}
