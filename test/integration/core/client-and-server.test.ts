import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../../../electron/core/client.ts';
import type { AppState } from '../../../protocol/rpc/app-state.ts';
import { HOST_CANDIDATE } from '../../support/core/fakes/canned-media.ts';
import { FakePage } from '../../support/core/fakes/fake-page.ts';
import { freePort, RealWorld } from '../../support/core/real-world.ts';
import { sessionsIn } from '../../support/session-facts.ts';
import { until } from '../../support/until.ts';

const both = { microphone: true, camera: true };
let world: RealWorld;

beforeEach(async () => {
  world = new RealWorld(await freePort());
});
afterEach(() => world.close());

function seen(client: Client, what: string, accept: (state: AppState) => boolean): Promise<AppState> {
  return until(() => client.state, accept, { what });
}
const lastSession = (state: AppState) => sessionsIn(state).at(-1);

describe('client core and server', () => {
  test('[SES-1] two people sign in, see each other, call, talk, hang up', async () => {
    const alice = await world.person('Alice');
    const bob = await world.person('Bob');
    expect(world.servers).toHaveLength(1);
    const address = bob.client.state.registration.address;
    if (!address) throw new Error('no address');
    await seen(alice.client, 'Bob is there', ({ people }) =>
      people.some((person) => person.address === address && person.presence === 'available'),
    );

    const { sessionId } = await alice.page.send('call', { to: address, media: both });
    const rung = await seen(bob.client, 'Bob rings', (state) => lastSession(state)?.state === 'incoming');
    await seen(alice.client, 'Alice hears it', (state) => lastSession(state)?.progress === 'ringing');
    await alice.page.send('peer-candidate', { sessionId, candidate: HOST_CANDIDATE });

    const invitationId = lastSession(rung)?.invitationId as never;
    await bob.page.send('accept', { invitationId, media: both });
    await until(
      () => alice.page.heard,
      (heard) => heard.includes('peer-apply-answer'),
      { what: 'the answer' },
    );
    await until(
      () => bob.page.heard,
      (heard) => heard.includes('peer-add-candidate'),
      { what: 'the candidate' },
    );
    for (const { page } of [alice, bob])
      await page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
    await seen(alice.client, "Bob's media", (state) => lastSession(state)?.remote.camera === 'on');
    expect(lastSession(alice.client.state)?.state).toBe('established');
    expect(lastSession(bob.client.state)?.state).toBe('established');

    await bob.page.send('hang-up', { sessionId });
    const ended = await seen(alice.client, 'the end', (state) => lastSession(state)?.state === 'terminated');
    expect(lastSession(ended)?.ending).toMatchObject({ reason: 'hung-up', by: 'them' });
    expect(alice.page.heard.slice(-2).sort()).toEqual(['close-carriage', 'release-lease']);
  });

  test('[INV-6] a decline and a cancel are told with their reason', async () => {
    const alice = await world.person('Alice');
    const bob = await world.person('Bob');
    const to = bob.client.state.registration.address as never;
    await alice.page.send('call', { to, media: both });
    const rung = await seen(bob.client, 'Bob rings', (state) => lastSession(state)?.state === 'incoming');
    const invitationId = lastSession(rung)?.invitationId as never;
    await bob.page.send('decline', { invitationId, reason: 'busy', text: 'later' });
    const declined = await seen(alice.client, 'it', (state) => lastSession(state)?.state === 'terminated');
    expect(lastSession(declined)?.ending).toEqual({ reason: 'busy', by: 'them', text: 'later' });

    const { sessionId } = await alice.page.send('call', { to, media: both });
    await seen(bob.client, 'Bob rings', (state) => lastSession(state)?.state === 'incoming');
    await alice.page.send('hang-up', { sessionId });
    const cancelled = await seen(bob.client, 'it', (state) => lastSession(state)?.state === 'terminated');
    expect(lastSession(cancelled)?.ending).toEqual({ reason: 'cancelled', by: 'them' });
  });

  test('[CONF-1] [CONF-5] create, join by link, send, leave: the others are notified, and the conference continues', async () => {
    const alice = await world.person('Alice');
    const bob = await world.person('Bob');
    const { conferenceId, link } = await alice.page.send('create-conference', { title: 'Standup' });
    const media = { microphone: true, camera: false };
    await alice.page.send('join-conference', { link, media });
    // The page sends what it has open; the server says in the roster what it observes.
    await seen(
      alice.client,
      'her own microphone',
      ({ stay }) => stay?.participants[0]?.media.microphone === 'on',
    );

    await bob.page.send('join-conference', { link, media: { microphone: false, camera: false } });
    const { consumers } = bob.page.latest('sfu-open');
    expect(consumers).toMatchObject([{ source: 'microphone', kind: 'audio' }]);
    await bob.page.send('sfu-resume-consumer', { conferenceId, consumerId: consumers[0]?.id as never });
    const roster = await seen(alice.client, 'Bob', ({ stay }) => stay?.participants.length === 2);
    expect(roster.stay?.participants.map(({ displayName }) => displayName)).toEqual(['Alice', 'Bob']);
    await seen(
      bob.client,
      "Alice's microphone",
      ({ stay }) => stay?.participants[0]?.media.microphone === 'on',
    );

    await alice.page.send('leave-conference', { conferenceId });
    expect(alice.client.state.stay).toMatchObject({
      state: 'exited',
      ending: { reason: 'left', by: 'you' },
      stillIn: [{ displayName: 'Bob' }],
    });
    await seen(bob.client, 'Alice gone', ({ stay }) => stay?.participants.length === 1);
    expect(bob.client.state.stay?.state).toBe('connected');
    await until(
      () => bob.page.heard,
      (heard) => heard.includes('sfu-close-consumer'),
      { what: 'the consumer closed' },
    );
  });

  test('[CONF-2] an unknown conference is refused with its code', async () => {
    const alice = await world.person('Alice');
    const join = alice.page.send('join-conference', { link: 'no-such-conference', media: both });
    await expect(join).rejects.toMatchObject({ code: 'CONFERENCE_UNKNOWN' });
    expect(alice.client.state.stay).toMatchObject({ state: 'exited', error: { code: 'CONFERENCE_UNKNOWN' } });
  });

  test('[SEC-1] a token that the server does not know is refused with its code', async () => {
    // A server that was named: a token that was given never goes to the one that comes with Parley.
    const { url } = await world.named();
    const client = world.client({ serverUrl: url, token: 'not-a-token' });
    const page = new FakePage(client);
    await page.attach();
    const signIn = page.send('sign-in', { displayName: 'Mallory' as never });
    await expect(signIn).rejects.toMatchObject({ code: 'AUTH_TOKEN_INVALID' });
    expect(client.state.registration).toMatchObject({
      state: 'signed-out',
      error: { code: 'AUTH_TOKEN_INVALID' },
    });
  });

  test('[RES-4] when the profile that runs the server quits, the other starts its own and signs in again', async () => {
    const alice = await world.person('Alice');
    const bob = await world.person('Bob');
    await alice.client.close();
    await seen(bob.client, 'reconnecting', ({ registration }) => registration.state !== 'registered');
    await seen(bob.client, 'registered', ({ registration }) => registration.state === 'registered');
    expect(world.servers).toHaveLength(2);
  });

  test('[LEASE-5] quitting in a call tells the other side', async () => {
    const alice = await world.person('Alice');
    const bob = await world.person('Bob');
    const to = alice.client.state.registration.address as never;
    await bob.page.send('call', { to, media: both });
    const rung = await seen(alice.client, 'it rings', (state) => lastSession(state)?.state === 'incoming');
    await alice.page.send('accept', { invitationId: lastSession(rung)?.invitationId as never, media: both });
    await bob.client.close();
    const ended = await seen(alice.client, 'the end', (state) => lastSession(state)?.state === 'terminated');
    expect(lastSession(ended)?.ending).toMatchObject({ reason: 'signed-out', by: 'them' });
  });
});
