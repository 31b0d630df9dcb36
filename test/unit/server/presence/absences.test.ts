import { beforeEach, describe, expect, test } from 'vitest';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import { type Device, FocusWorld, told } from '../../../support/server/focus-world.ts';
import { anInvitation, candidate, everythingOff } from '../../../support/server/requests.ts';

const RESUME_MS = 15_000;

let world: FocusWorld;
let alice: Device;
let bob: Device;
let invitation: RequestData<'invitation.send'>;

beforeEach(() => {
  world = new FocusWorld({ timings: { resumeMs: RESUME_MS } });
  alice = world.arrive('Alice');
  bob = world.arrive('Bob', { deviceName: 'laptop' });
  invitation = anInvitation('bob@example.org');
});

/** Alice and Bob are in a call. */
function call(): void {
  world.focus.invitations.send(alice.endpoint, invitation);
  world.focus.invitations.accept(bob.endpoint, invitation);
  world.focus.sessions.answer(bob.endpoint, { sessionId: invitation.sessionId, answer: 'v=0 answer' });
}

const ends = () => told(alice, 'session-ended');
const lostEnd = () => [
  { sessionId: invitation.sessionId, ending: { reason: 'connection-lost', by: 'system' } },
];
const presences = () =>
  told(alice, 'person-changed').map((data) => (data as { person: { presence: string } }).person.presence);

describe('[LEASE-5] a device whose connection broke', () => {
  test('is announced to the others after 15 s, with connection-lost', () => {
    call();
    world.depart(bob);
    world.clock.advance(RESUME_MS - 1);
    expect(ends()).toEqual([]);
    expect(world.focus.sessions.size).toBe(1);
    world.clock.advance(1);
    expect(ends()).toEqual(lostEnd());
    expect(world.focus.sessions.size).toBe(0);
  });

  test('is offline immediately', () => {
    call();
    world.depart(bob);
    expect(presences().at(-1)).toBe('offline');
    world.clock.advance(RESUME_MS);
    expect(presences().at(-1)).toBe('offline');
  });

  test('reconnects as a new endpoint, and the sessions of the old one end immediately, and once', () => {
    call();
    world.depart(bob);
    world.arrive('Bob', { deviceName: 'laptop' });
    expect(ends()).toEqual(lostEnd());
    expect(presences().at(-1)).toBe('available');
    world.clock.advance(RESUME_MS);
    expect(ends()).toEqual(lostEnd());
  });

  test.each([
    ['another device of the same person', 'Bob', 'phone'],
    ['the same device name of another person', 'Carol', 'laptop'],
  ])('stays absent when %s signs in', (_who, name, deviceName) => {
    call();
    world.depart(bob);
    world.arrive(name, { deviceName });
    expect(ends()).toEqual([]);
    world.clock.advance(RESUME_MS);
    expect(ends()).toEqual(lostEnd());
  });

  test('can still be sent what its call needs, and the other side can hang up', () => {
    const { sessionId } = invitation;
    const { sessions } = world.focus;
    call();
    world.depart(bob);
    bob.sent.length = 0;
    sessions.candidate(alice.endpoint, { sessionId, candidate: candidate(1) });
    sessions.media(alice.endpoint, { sessionId, media: everythingOff });
    sessions.hold(alice.endpoint, { sessionId, held: true });
    sessions.offer(alice.endpoint, { sessionId, offer: 'v=0 offer' });
    sessions.hangUp(alice.endpoint, { sessionId, reason: 'hung-up' });
    expect(sessions.size).toBe(0);
    world.clock.advance(RESUME_MS);
    expect(ends()).toEqual([]);
    expect(bob.sent).toEqual([]);
  });

  test('cannot be shown a screen: it is refused as for an offline person', () => {
    call();
    world.arrive('Bob', { deviceName: 'phone' });
    world.depart(bob);
    const { conversationId } = invitation;
    const share = { ...anInvitation('bob@example.org'), conversationId, sessionType: 'application-sharing' };
    const send = () => world.focus.invitations.send(alice.endpoint, share as typeof invitation);
    expect(send).toThrow(expect.objectContaining({ code: 'TARGET_OFFLINE' }));
  });

  test('stops ringing immediately, and its invitations are cancelled immediately', () => {
    const carol = world.arrive('Carol');
    const other = anInvitation('carol@example.org');
    world.focus.invitations.send(alice.endpoint, invitation);
    world.focus.invitations.send(bob.endpoint, other);
    world.depart(bob);
    expect(told(alice, 'invitation-ended')).toEqual([
      { invitationId: invitation.invitationId, ending: { reason: 'unavailable', by: 'system' } },
    ]);
    expect(told(carol, 'invitation-ended')).toEqual([
      { invitationId: other.invitationId, ending: { reason: 'cancelled', by: 'them' } },
    ]);
    world.clock.advance(RESUME_MS);
    expect(told(alice, 'invitation-ended')).toHaveLength(1);
    expect(told(carol, 'invitation-ended')).toHaveLength(1);
  });
});

test('[LEASE-5] after signing out there is no absence', () => {
  call();
  world.depart(bob, 'signed-out');
  expect(ends()).toEqual([{ sessionId: invitation.sessionId, ending: { reason: 'signed-out', by: 'them' } }]);
});

test('a closing server does not wait for absent devices', () => {
  world.depart(bob);
  world.depart(alice);
  world.focus.registration.close();
  world.focus.registration.close();
  expect(world.clock.pending).toBe(0);
});
