import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceAvailability } from '../../../../protocol/conferences/availability.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import { call } from '../../../support/server/calls/escalating.ts';
import { createConference } from '../../../support/server/conference/stays.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

/** Media whose worker is still being compiled. */
class LaterMedia extends FakeMedia {
  override availability: ConferenceAvailability = { state: 'preparing', percent: 12 };

  fails = false;

  override async openConference(...given: Parameters<FakeMedia['openConference']>) {
    if (this.fails) throw new ParleyError('WORKER_CRASHED', 'none is left');
    if (this.availability.state === 'ready') return super.openConference(...given);
    throw new ParleyError('CONFERENCES_PREPARING', 'not yet');
  }
}

let server: TestServer;
let media: LaterMedia;
let alice: TestClient;
let bob: TestClient;

beforeEach(async () => {
  media = new LaterMedia();
  server = await TestServer.start({}, { media });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
});
afterEach(() => server.close());

describe('a server whose media worker is still being compiled', () => {
  test('[RES-3] reports it in the reply to register and at every change', async () => {
    expect(await alice.register()).toMatchObject({ conferences: { state: 'preparing', percent: 12 } });
    media.become({ state: 'preparing', percent: 40 });
    for (const client of [alice, bob]) {
      expect(await client.notice('conferences-availability')).toEqual({
        conferences: { state: 'preparing', percent: 40 },
      });
    }
    media.become({ state: 'ready' });
    expect(await bob.register()).toMatchObject({ conferences: { state: 'ready' } });
  });

  test('[RES-6] failed creations and escalations do not count towards the limit', async () => {
    const withBob = await call(alice, { client: bob, address: 'bob@example.org' });
    for (let count = 0; count < 25; count += 1) {
      await expect(createConference(alice)).rejects.toMatchObject({ code: 'CONFERENCES_PREPARING' });
      const escalation = alice.request('session.escalate', { sessionId: withBob.sessionId });
      await expect(escalation).rejects.toMatchObject({ code: 'CONFERENCES_PREPARING' });
    }
    media.become({ state: 'ready' });
    media.fails = true;
    await expect(createConference(alice)).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
    media.fails = false;
    for (let count = 0; count < 20; count += 1) await createConference(alice);
    await expect(createConference(alice)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('[RES-3] refuses conferences with a code of their own until they work; calls work', async () => {
    await expect(createConference(alice)).rejects.toMatchObject({ code: 'CONFERENCES_PREPARING' });
    await call(alice, { client: bob, address: 'bob@example.org' });
    media.become({ state: 'ready' });
    expect((await createConference(alice)).title).toBe('Weekly');
  });
});
