import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { SessionId } from '../../../../protocol/ids.ts';
import type { MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { talk } from '../../../support/server/calls/referring.ts';
import {
  createConference,
  joinConference,
  noticesDuring,
  type Stay,
} from '../../../support/server/conference/stays.ts';
import { anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const BOB = 'bob@example.org';
const SPOKEN: MediaStatus = { microphone: 'on', camera: 'off', screen: 'off' };
const TIMES = 30;

let clock: FakeClock;
let server: TestServer;
let alice: TestClient;
let bob: TestClient;
let conference: ConferenceInfo;
let organizer: Stay;
let guest: Stay;
let sessionId: SessionId;

beforeEach(async () => {
  clock = new FakeClock();
  server = await TestServer.start({}, { clock });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
  conference = await createConference(alice);
  organizer = await joinConference(alice, conference.id);
  guest = await joinConference(bob, conference.id);
  sessionId = await talk(alice, bob, BOB);
  await bob.request('session.answer', { sessionId, answer: 'v=0 answer' });
});
afterEach(() => server.close());

/** Requests that notify other people, each in a state where the first one does. */
const REPEATED: Record<string, () => Promise<() => Promise<unknown>>> = {
  'invitation.ringing': async () => {
    const invitation = anInvitation(BOB);
    await alice.request('invitation.send', invitation);
    return () => bob.request('invitation.ringing', invitation);
  },
  'session.hold': async () => () => bob.request('session.hold', { sessionId, held: true }),
  'session.media': async () => () => bob.request('session.media', { sessionId, media: SPOKEN }),
  'session.renew': async () => () => bob.request('session.renew', { sessionId }),
  'conference.hand': async () => () =>
    guest.client.request('conference.hand', { conferenceId: conference.id, raised: true }),
};

test.each(Object.keys(REPEATED))(
  '[SEC-2] [RES-6] %s, sent thirty times, notifies others once',
  async (name) => {
    const repeat = await REPEATED[name]?.();
    const [heard] = await noticesDuring([alice], async () => {
      for (let count = 0; count < TIMES; count += 1) await repeat?.();
    });
    expect(heard).toHaveLength(1);
  },
);

test('[CONF-8] a participant who is asked to unmute thirty times is asked once in ten seconds', async () => {
  const ask = () =>
    organizer.client.request('conference.ask-unmute', {
      conferenceId: conference.id,
      participantId: guest.id,
    });
  const [heard] = await noticesDuring([bob], async () => {
    for (let count = 0; count < TIMES; count += 1) await ask();
  });
  expect(heard).toHaveLength(1);
  clock.advance(10_000);
  const [later] = await noticesDuring([bob], ask);
  expect(later).toHaveLength(1);
});

test('[SES-1] a change is sent', async () => {
  const [heard] = await noticesDuring([alice], async () => {
    await bob.request('session.hold', { sessionId, held: true });
    await bob.request('session.hold', { sessionId, held: false });
    await bob.request('session.media', { sessionId, media: SPOKEN });
    await bob.request('session.media', { sessionId, media: { ...SPOKEN, camera: 'on' } });
  });
  expect(heard?.map(({ name }) => name)).toEqual([
    'session-hold',
    'session-hold',
    'session-media',
    'session-media',
  ]);
});

test('[RES-5] a renewal can be asked for again after an offer', async () => {
  await bob.request('session.renew', { sessionId });
  await alice.request('session.offer', { sessionId, offer: 'v=0 next', renewed: true });
  const [heard] = await noticesDuring([alice], () => bob.request('session.renew', { sessionId }));
  expect(heard).toHaveLength(1);
});
