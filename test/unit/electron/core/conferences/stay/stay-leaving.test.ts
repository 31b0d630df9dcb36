import { beforeEach, describe, expect, test } from 'vitest';
import { type ErrorCode, ParleyError } from '../../../../../../protocol/errors.ts';
import { BOTH } from '../../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId } from '../../../../../support/core/conference-calls.ts';
import { chatMessage, OFF, participant } from '../../../../../support/core/fakes/conference-replies.ts';
import { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: ConferenceCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new ConferenceCalls(world, page);
  await calls.join('conference-1', { media: BOTH });
});

const leave = () => page.send('leave-conference', { conferenceId });
const leaves = () => calls.requests('conference.leave');
const refuse = (code: ErrorCode) =>
  world.signaling.when('conference.leave', async () => {
    throw new ParleyError(code, 'refused');
  });
/** Makes the server refuse the leave. */
function refuseLater(): () => void {
  const { promise, reject } = Promise.withResolvers<never>();
  world.signaling.when('conference.leave', () => promise);
  return () => reject(new ParleyError('SERVER_INTERNAL', 'refused'));
}

describe('a leave closes what the conference contains, then leaves it', () => {
  test.each(['release-lease', 'sfu-suspend'] as const)(
    '[CONF-4] the request is sent when the page has answered "%s"',
    async (order) => {
      let answer = () => {};
      page.when(order, async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        return { released: [] };
      });
      page.orders.length = 0;
      const left = leave();
      await settled();
      expect(page.heard).toEqual(['release-lease', 'sfu-suspend']);
      expect(calls.stay).toMatchObject({ state: 'leaving', local: OFF });
      expect(leaves()).toHaveLength(0);
      answer();
      await left;
      expect(leaves()).toEqual([{ conferenceId }]);
      expect(calls.stay.state).toBe('exited');
    },
  );

  test('[CONF-4] a shared screen ends with it, and the chat accepts no more messages', async () => {
    await page.send('share-in-conference', { conferenceId });
    page.when('release-lease', () => new Promise(() => {}));
    void leave();
    await settled();
    expect(calls.stay.local).toEqual(OFF);
    world.notice({ name: 'chat-received', data: { conferenceId, message: chatMessage(1) } });
    expect(world.client.state.chat?.messages).toEqual([]);
  });

  test('[CONF-4] a page that hangs does not prevent it: the request is sent after a second', async () => {
    page.when('release-lease', () => new Promise(() => {}));
    const left = leave();
    await world.clock.pass(999);
    expect(leaves()).toHaveLength(0);
    await world.clock.pass(1);
    await left;
    expect(calls.stay.state).toBe('exited');
    expect(world.clock.pending).toBe(0);
  });

  test('[CONF-4] a page that refuses does not prevent it', async () => {
    page.when('sfu-suspend', async () => {
      throw new ParleyError('MEDIA_FAILED', 'no');
    });
    await leave();
    expect(calls.stay.state).toBe('exited');
  });

  test('[LEASE-5] without a page it leaves at once', async () => {
    page.close();
    await settled();
    expect(leaves()).toHaveLength(1);
    expect(calls.stay.state).toBe('exited');
  });

  test('[CONF-5] [LEASE-5] signing out during a leave waits for the leave', async () => {
    let answer = () => {};
    page.when('release-lease', async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { released: [] };
    });
    void leave();
    const signedOut = page.send('sign-out', {});
    await settled();
    expect(world.client.state.registration.state).toBe('registered');
    answer();
    await signedOut;
    expect(leaves()).toHaveLength(1);
    expect(calls.exits).toEqual([{ reason: 'left', code: 0 }]);
  });

  test('[CONF-5] a user who is removed while the page closes is removed, and does not ask to leave', async () => {
    page.when('release-lease', () => new Promise(() => {}));
    const left = leave();
    const ending = { reason: 'removed', by: 'them' } as const;
    world.notice({ name: 'conference-exited', data: { conferenceId, ending } });
    await world.clock.pass(1_000);
    await left;
    expect(leaves()).toHaveLength(0);
    expect(calls.stay.ending).toEqual(ending);
    expect(calls.exits).toEqual([{ reason: 'removed', code: 1 }]);
  });
});

describe('a leave that fails', () => {
  const failToLeave = async () => {
    refuse('SERVER_INTERNAL');
    await expect(leave()).rejects.toMatchObject({ code: 'SERVER_INTERNAL' });
    await settled();
  };
  beforeEach(failToLeave);

  test('[CONF-6] leaves the stay connected with its reason, and the devices as they were', () => {
    expect(calls.stay).toMatchObject({
      state: 'connected',
      error: { code: 'SERVER_INTERNAL' },
      local: { microphone: 'on', camera: 'on' },
    });
    expect(page.heard.filter((name) => name === 'release-lease')).toHaveLength(1);
    expect(page.heard).not.toContain('close-carriage');
    const { leaseId, screenLeaseId } = calls.stay;
    expect(page.latest('sfu-resume')).toEqual({ conferenceId, leaseId, screenLeaseId });
    expect(page.latest('open-sources')).toEqual({ leaseId, media: BOTH });
    expect(world.logged).toContainEqual({ message: 'leave-failed', facts: { code: 'SERVER_INTERNAL' } });
    expect(calls.exits).toEqual([]);
  });

  test('[CONF-6] tells the page once', () => {
    const told = page.orders.filter(({ name }) => name === 'leave-failed').map(({ data }) => data);
    expect(told).toEqual([{ conferenceId, code: 'SERVER_INTERNAL', text: 'refused' }]);
    expect(page.heard).not.toContain('stay-exited');
  });

  test('[CONF-6] muted stays muted, and off stays off, also after the second failure', async () => {
    const set = (source: 'microphone' | 'camera', on: boolean) =>
      page.send('set-source', { leaseId: calls.stay.leaseId, source, on });
    await set('microphone', false);
    await set('camera', false);
    page.orders.length = 0;
    await failToLeave();
    expect(calls.stay.local).toEqual({ ...OFF, microphone: 'muted' });
    const { leaseId } = calls.stay;
    expect(page.orders.filter(({ name }) => ['set-source', 'open-sources'].includes(name))).toEqual([
      { name: 'set-source', data: { leaseId, source: 'microphone', on: false } },
      { name: 'open-sources', data: { leaseId, media: { microphone: true, camera: false } } },
    ]);
    await set('microphone', true);
    expect(calls.stay.local.microphone).toBe('on');
  });

  test('[CONF-6] a screen has to be chosen again, as an alert says, and it can be', async () => {
    await page.send('share-in-conference', { conferenceId });
    await failToLeave();
    expect(calls.stay.local).toMatchObject({ microphone: 'on', screen: 'off' });
    expect(world.client.state.alerts.map(({ error }) => error.code)).toEqual(['SHARE_NOT_RESUMED']);
    await page.send('share-in-conference', { conferenceId });
    expect(calls.stay.local.screen).toBe('on');
  });

  test('[CONF-6] a device that does not open again is an alert and nothing more', async () => {
    page.when('open-sources', async () => ({
      microphone: { open: true } as const,
      camera: { open: false, code: 'MEDIA_DEVICE_BUSY' },
    }));
    await failToLeave();
    expect(calls.stay).toMatchObject({ state: 'connected', local: { microphone: 'on', camera: 'off' } });
    expect(world.client.state.alerts.map(({ error }) => error.code)).toEqual(['MEDIA_DEVICE_BUSY']);
  });

  test('[CONF-6] during the leave the server learns what the page closes, so that no tile is frozen', async () => {
    const refuseNow = refuseLater();
    const failed = leave().catch(() => {});
    await settled();
    await page.send('sfu-close-producer', { conferenceId, producerId: 'producer-1' as never });
    await page.send('sfu-close-source', { conferenceId, source: 'camera' });
    expect(world.signaling.heard.slice(-2)).toEqual(['media.close-producer', 'media.close-source']);
    refuseNow();
    await failed;
    expect(calls.stay.state).toBe('connected');
  });

  test('[CONF-6] without a page nothing can continue: the stay is over', async () => {
    const refuseNow = refuseLater();
    const failed = leave();
    await settled();
    page.close();
    refuseNow();
    await failed.catch(() => {});
    await settled();
    expect(calls.stay.state).toBe('exited');
  });

  test('[CONF-6] [CONF-11] continues the chat without missing a message', async () => {
    const message = chatMessage(2);
    world.notice({ name: 'chat-received', data: { conferenceId, message } });
    expect(calls.requests('conference.read-chat')).toHaveLength(2);
    expect(world.client.state.chat?.messages).toEqual([message]);
  });

  test('[CONF-6] can be tried again', async () => {
    world.signaling.when('conference.leave', async () => ({ stillIn: [] }));
    await leave();
    expect(calls.stay).toMatchObject({ state: 'exited', ending: { reason: 'left' }, stillIn: [] });
    expect(calls.stay).not.toHaveProperty('error');
    expect(page.heard.filter((name) => name === 'close-carriage')).toHaveLength(1);
    expect(page.heard.filter((name) => name === 'stay-exited')).toHaveLength(1);
    expect(calls.exits).toEqual([{ reason: 'left', code: 0 }]);
  });

  test.each(['CONFERENCE_NOT_JOINED', 'CONFERENCE_ENDED', 'CONFERENCE_UNKNOWN'] as const)(
    '[CONF-6] a retry that finds the stay gone (%s) counts as left',
    async (code) => {
      refuse(code);
      await leave();
      expect(calls.stay).toMatchObject({ state: 'exited', ending: { reason: 'left', by: 'you' } });
      expect(calls.exits).toEqual([{ reason: 'left', code: 0 }]);
    },
  );
});

const GONE = ['CONFERENCE_NOT_JOINED', 'CONFERENCE_ENDED', 'CONFERENCE_UNKNOWN'] as const;
const fails = (code: ErrorCode) => async () => {
  throw new ParleyError(code, 'no');
};

describe('a leave that is not answered in time', () => {
  beforeEach(() => {
    refuse('REQUEST_TIMED_OUT');
    page.orders.length = 0;
  });

  test.each(GONE)('[CONF-6] opens no device when the stay is gone (%s): it counts as left', async (code) => {
    world.signaling.when('conference.read-chat', fails(code));
    await leave();
    await settled();
    expect(calls.stay).toMatchObject({ state: 'exited', ending: { reason: 'left', by: 'you' } });
    expect(page.heard).not.toContain('open-sources');
    expect(page.heard).not.toContain('sfu-resume');
    expect(calls.exits).toEqual([{ reason: 'left', code: 0 }]);
  });

  test('[CONF-6] opens the devices again only when the server has said that the stay is there', async () => {
    let answer = () => {};
    world.signaling.when('conference.read-chat', async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { messages: [], more: false };
    });
    const failed = leave();
    await settled();
    expect(calls.stay.state).toBe('leaving');
    expect(page.heard).not.toContain('open-sources');
    answer();
    await expect(failed).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
    expect(calls.stay).toMatchObject({ state: 'connected', error: { code: 'REQUEST_TIMED_OUT' } });
    expect(page.heard).toContain('open-sources');
  });

  test.each(GONE)(
    '[CONF-6] the server is asked until it answers that the stay is gone (%s)',
    async (code) => {
      let silentFor = 5;
      world.signaling.when('conference.read-chat', () => {
        silentFor -= 1;
        return fails(silentFor > 0 ? 'REQUEST_TIMED_OUT' : code)();
      });
      await expect(leave()).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
      await settled();
      expect(calls.stay).toMatchObject({ state: 'exited', ending: { reason: 'left', by: 'you' } });
      expect(page.heard).toContain('close-carriage');
    },
  );

  test.each(GONE)('[CONF-6] is found to have succeeded by a later answer (%s)', async (code) => {
    world.signaling.when('conference.read-chat', fails('REQUEST_TIMED_OUT'));
    world.signaling.when('conference.media', fails(code));
    await leave().catch(() => {});
    await settled();
    expect(calls.stay).toMatchObject({ state: 'exited', ending: { reason: 'left', by: 'you' } });
    expect(page.heard).toContain('close-carriage');
    expect(page.heard.lastIndexOf('release-lease')).toBeGreaterThan(page.heard.indexOf('open-sources'));
  });
});

describe('an answer that says that the stay is gone', () => {
  const ends = async (act: () => Promise<unknown>, code: string) => {
    await expect(act()).rejects.toMatchObject({ code });
    await settled();
    expect(calls.stay.state).toBe('exited');
    expect(page.heard).toContain('close-carriage');
  };

  test.each([
    ['CONFERENCE_NOT_JOINED', 'disconnected', 3],
    ['CONFERENCE_UNKNOWN', 'disconnected', 3],
    ['CONFERENCE_ENDED', 'ended', 2],
  ] as const)('[CONF-5] ends it: %s to a room request, as %s', async (code, reason, exit) => {
    world.signaling.when('conference.hand', fails(code));
    await ends(() => page.send('conference.hand', { conferenceId, raised: true }), code);
    expect(calls.exits).toEqual([{ reason, code: exit }]);
    expect(calls.stay.error).toMatchObject({ code: 'CONFERENCE_NOT_JOINED' });
  });

  test('[CONF-5] ends it: to a request about media', async () => {
    world.signaling.when('media.want', fails('CONFERENCE_NOT_JOINED'));
    const wants = [{ consumerId: 'consumer-1' as never, paused: true, speaker: false }];
    await ends(() => page.send('sfu-want', { conferenceId, wants }), 'CONFERENCE_NOT_JOINED');
  });

  test('[CONF-5] ends it: to what the roster is to say of our microphone', async () => {
    world.signaling.when('conference.media', fails('CONFERENCE_NOT_JOINED'));
    await page.send('set-source', { leaseId: calls.stay.leaseId, source: 'microphone', on: false });
    await settled();
    expect(calls.exits).toEqual([{ reason: 'disconnected', code: 3 }]);
  });

  test('[CONF-5] ends it when the unknown participant is our own, and only then', async () => {
    world.signaling.when('conference.lower-hand', fails('PARTICIPANT_UNKNOWN'));
    const lower = (participantId: string) =>
      page.send('conference.lower-hand', { conferenceId, participantId: participantId as never });
    await expect(lower('participant-9')).rejects.toMatchObject({ code: 'PARTICIPANT_UNKNOWN' });
    await settled();
    expect(calls.stay.state).toBe('connected');
    await ends(() => lower(calls.stay.participantId ?? ''), 'PARTICIPANT_UNKNOWN');
    expect(calls.exits).toEqual([{ reason: 'disconnected', code: 3 }]);
  });

  test('[CONF-5] leaves a later stay in the same conference alone', async () => {
    let fail = () => {};
    world.signaling.when('conference.hand', async () => {
      await new Promise<void>((resolve) => (fail = resolve));
      throw new ParleyError('CONFERENCE_NOT_JOINED', 'no');
    });
    const failed = page.send('conference.hand', { conferenceId, raised: true }).catch(() => {});
    await settled();
    await leave();
    await calls.join();
    fail();
    await failed;
    await settled();
    expect(calls.stay.state).toBe('connected');
  });
});

describe('one event ends a stay', () => {
  test.each([
    ['left', 0, undefined],
    ['removed', 1, 'Bye'],
    ['ended', 2, 'Thank you all'],
    ['connection-lost', 3, undefined],
    ['server-error', 3, undefined],
  ] as const)('[CONF-5] %s is %i', async (reason, code, text) => {
    const ending = { reason, by: 'them', ...(text && { text }) } as const;
    for (const _ of [1, 2]) world.notice({ name: 'conference-exited', data: { conferenceId, ending } });
    await settled();
    expect(calls.stay.ending).toEqual(ending);
    const exit = { reason: code === 3 ? 'disconnected' : reason, code };
    expect(calls.exits).toEqual([exit]);
    const told = page.orders.filter(({ name }) => name === 'stay-exited').map(({ data }) => data);
    expect(told).toEqual([{ conferenceId, ...exit, textKey: reason, stillIn: [], ...(text && { text }) }]);
  });

  test('[CONF-5] without a page the next page is notified, once', async () => {
    page.close();
    await settled();
    expect(calls.stay.state).toBe('exited');
    const pages = [new FakePage(world.client), new FakePage(world.client)];
    for (const next of pages) {
      await next.attach();
      await settled();
    }
    expect(pages.map(({ heard }) => heard.filter((name) => name === 'stay-exited').length)).toEqual([1, 0]);
  });

  test('[CONF-5] a user who is cut off reads who is still in', async () => {
    const bob = participant('participant-2', 'Bob');
    world.notice({ name: 'participant-changed', data: { conferenceId, participant: bob } });
    const ending = { reason: 'connection-lost', by: 'system' } as const;
    world.notice({ name: 'conference-exited', data: { conferenceId, ending } });
    await settled();
    const { address, displayName } = bob;
    expect(calls.stay.stillIn).toEqual([{ address, displayName }]);
    expect(page.latest('stay-exited').stillIn).toEqual([{ address, displayName }]);
  });
});
