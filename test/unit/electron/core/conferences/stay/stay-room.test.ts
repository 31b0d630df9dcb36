import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import { CONFERENCE_REQUESTS } from '../../../../../../protocol/signaling/conference-requests.ts';
import type { Notice } from '../../../../../../protocol/signaling/notices.ts';
import { BOTH } from '../../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId } from '../../../../../support/core/conference-calls.ts';
import {
  conferenceInfo,
  joinedReply,
  OWN_ID,
  participant,
} from '../../../../../support/core/fakes/conference-replies.ts';
import type { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: ConferenceCalls;

const bobs = participant('participant-2', 'Bob', { role: 'organizer' });

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new ConferenceCalls(world, page);
  calls.letIn({ participants: [participant(OWN_ID, 'Alice'), bobs] });
});

async function told(notice: Notice): Promise<void> {
  world.notice(notice);
  await settled();
}
const set = (source: 'microphone' | 'camera', on: boolean) =>
  page.send('set-source', { leaseId: calls.stay.leaseId, source, on });

describe('requests to the conference', () => {
  const inRoom = { conferenceId, participantId: bobs.id };
  const REQUESTS = {
    'conference.mute': inRoom,
    'conference.ask-unmute': inRoom,
    'conference.stop-share': inRoom,
    'conference.lower-hand': inRoom,
    'conference.remove': { ...inRoom, text: 'Bye' },
    'conference.readmit': { conferenceId, address: BOB.address },
    'conference.admit': { conferenceId, participantId: null },
    'conference.change': { conferenceId, locked: true },
    'conference.set-role': { ...inRoom, role: 'attendee' },
    'conference.terminate': { conferenceId },
    'conference.hand': { conferenceId, raised: true },
    'conference.react': { conferenceId, reaction: 'heart' },
    'conference.chat': { conferenceId, messageId: 'message-1', text: 'Hello' },
  } as const satisfies Record<keyof typeof CONFERENCE_REQUESTS, object>;
  const names = Object.keys(CONFERENCE_REQUESTS) as (keyof typeof REQUESTS)[];

  test.each(names)(
    '[CONF-8] [CONF-11] %s is forwarded to the server unchanged, and its reply is returned',
    async (name) => {
      await calls.join();
      const reply = name === 'conference.chat' ? { sequence: 1, sentAtMs: 1 } : {};
      world.signaling.when(name, async () => reply as never);
      expect(await page.send(name, REQUESTS[name] as never)).toEqual(reply);
      expect(world.signaling.latest(name)).toEqual(REQUESTS[name]);
    },
  );

  test.each(names)(
    '[SEC-2] %s is refused before joining, in the waiting room, and for another conference',
    async (name) => {
      const refused = { code: 'CONFERENCE_NOT_JOINED' };
      const data = REQUESTS[name];
      await expect(page.send(name, data as never)).rejects.toMatchObject(refused);
      await calls.waits();
      await expect(page.send(name, data as never)).rejects.toMatchObject(refused);
      calls.letIn();
      await calls.admitted();
      const elsewhere = { ...data, conferenceId: 'conference-2' };
      await expect(page.send(name, elsewhere as never)).rejects.toMatchObject(refused);
      expect(world.signaling.heard).not.toContain(name);
    },
  );

  test('[CONF-8] a refusal of the server is passed on with its code', async () => {
    await calls.join();
    world.signaling.when('conference.mute', async () => {
      throw new ParleyError('CONFERENCE_FORBIDDEN', 'no');
    });
    const mute = page.send('conference.mute', { conferenceId, participantId: null });
    await expect(mute).rejects.toMatchObject({ code: 'CONFERENCE_FORBIDDEN' });
  });

  test('[SEC-2] what the page needs of what it receives goes to the SFU of the conference that one is in', async () => {
    const wants = [{ consumerId: 'consumer-1' as never, paused: true, speaker: false }];
    const want = () => page.send('sfu-want', { conferenceId, wants });
    await expect(want()).rejects.toMatchObject({ code: 'CONFERENCE_NOT_JOINED' });
    await calls.join();
    await want();
    expect(world.signaling.latest('media.want')).toEqual({ conferenceId, wants });
  });
});

describe('what organizers do', () => {
  test('[CONF-8] a participant who is muted can unmute', async () => {
    await calls.join('conference-1', { media: BOTH });
    await told({ name: 'source-stopped', data: { conferenceId, source: 'microphone', by: BOB } });
    expect(page.latest('set-source')).toMatchObject({ source: 'microphone', on: false });
    expect(calls.stay.local).toMatchObject({ microphone: 'muted', camera: 'on' });
    expect(world.signaling.latest('conference.media').media.microphone).toBe('muted');
    await set('microphone', true);
    expect(calls.stay.local.microphone).toBe('on');
  });

  test('[CONF-8] a microphone that is off stays off', async () => {
    await calls.join();
    await told({ name: 'source-stopped', data: { conferenceId, source: 'microphone', by: BOB } });
    expect(page.heard).not.toContain('set-source');
  });

  test('[CONF-8] a share that is stopped ends here', async () => {
    await calls.join();
    await page.send('share-in-conference', { conferenceId });
    expect(calls.stay.local.screen).toBe('on');
    await told({ name: 'source-stopped', data: { conferenceId, source: 'screen', by: BOB } });
    expect(page.latest('set-source')).toMatchObject({ source: 'screen', on: false });
    expect(calls.stay.local.screen).toBe('off');
  });

  const alerts = () => world.client.state.alerts.map(({ error }) => [error.code, error.context]);

  test.each(['microphone', 'screen'] as const)(
    '[CONF-8] our user reads who stopped the %s',
    async (source) => {
      await calls.join('conference-1', { media: BOTH });
      await page.send('share-in-conference', { conferenceId });
      await told({ name: 'source-stopped', data: { conferenceId, source, by: BOB } });
      expect(alerts()).toEqual([['MEDIA_STOPPED', { source, by: BOB.displayName }]]);
      expect(calls.stay.state).toBe('connected');
    },
  );

  test('[DEV-3] a source that cannot be sent ends alone: the stay and the other sources continue', async () => {
    await calls.join('conference-1', { media: BOTH });
    const { leaseId } = calls.stay;
    await page.send('source-ended', { leaseId, source: 'camera', code: 'MEDIA_NOT_SENT' });
    expect(calls.stay).toMatchObject({
      state: 'connected',
      local: { microphone: 'on', camera: 'off' },
    });
    expect(alerts()).toEqual([['MEDIA_NOT_SENT', { source: 'camera' }]]);
    await set('camera', true);
    expect(calls.stay.local.camera).toBe('on');
  });

  test('[DEV-3] a microphone is on while the camera still opens, and stays so when that fails', async () => {
    let fail = () => {};
    page.when('open-sources', async () => {
      await new Promise<void>((resolve) => (fail = resolve));
      return { microphone: { open: true }, camera: { open: false, code: 'MEDIA_DEVICE_TIMED_OUT' } };
    });
    await calls.join('conference-1', { media: BOTH });
    await page.send('source-opened', { leaseId: calls.stay.leaseId, source: 'microphone' });
    expect(calls.stay.local).toMatchObject({ microphone: 'on', camera: 'off' });
    fail();
    await settled();
    expect(calls.stay).toMatchObject({ state: 'connected', local: { microphone: 'on', camera: 'off' } });
    expect(alerts()).toEqual([['MEDIA_DEVICE_TIMED_OUT', { source: 'camera' }]]);
  });

  test('[DEV-4] a source that the system mutes is shown as such, and as off to the others', async () => {
    await calls.join('conference-1', { media: BOTH });
    const { leaseId } = calls.stay;
    const told = () => world.signaling.latest('conference.media').media;
    for (const source of ['microphone', 'camera'] as const) {
      await page.send('source-interrupted', { leaseId, source, interrupted: true });
    }
    expect(calls.stay.local).toEqual({
      microphone: 'on',
      camera: 'on',
      screen: 'off',
      interrupted: ['microphone', 'camera'],
    });
    expect(told()).toEqual({ microphone: 'muted', camera: 'off', screen: 'off' });
    await page.send('source-interrupted', { leaseId, source: 'camera', interrupted: false });
    expect(told()).toEqual({ microphone: 'muted', camera: 'on', screen: 'off' });
    await set('microphone', false);
    await page.send('source-interrupted', { leaseId, source: 'microphone', interrupted: false });
    expect(calls.stay.local).toEqual({ microphone: 'muted', camera: 'on', screen: 'off' });
  });

  test('[DEV-2] our user reads that a device other than the chosen one is used', async () => {
    await calls.join('conference-1', { media: BOTH });
    await page.send('source-replaced', { leaseId: calls.stay.leaseId, source: 'microphone' });
    expect(alerts()).toEqual([['MEDIA_DEVICE_REPLACED', { source: 'microphone' }]]);
  });

  test('[CONF-8] lock, waiting room and who was removed are known to all', async () => {
    await calls.join();
    const conference = conferenceInfo(conferenceId, { locked: true, waitingRoom: true, removed: [BOB] });
    await told({ name: 'conference-changed', data: { conferenceId, conference } });
    expect(calls.stay.conference).toEqual(conference);
  });
});

describe('being asked to unmute', () => {
  const asked = () => told({ name: 'unmute-asked', data: { conferenceId, by: BOB } });

  beforeEach(async () => {
    await calls.join('conference-1', { media: { microphone: true, camera: false } });
    await set('microphone', false);
    await asked();
    expect(calls.stay.unmuteAskedBy).toEqual(BOB);
  });

  test.each([
    ['until one does', () => set('microphone', true)],
    ['until one says no', () => page.send('dismiss-unmute', { conferenceId })],
    [
      'until the person who asked has left',
      () =>
        told({
          name: 'participant-left',
          data: { conferenceId, participantId: bobs.id, ending: { reason: 'left', by: 'them' } },
        }),
    ],
    ['until one has left oneself', () => page.send('leave-conference', { conferenceId })],
  ])('[CONF-8] is shown %s', async (_, end) => {
    await end();
    expect(calls.stay).not.toHaveProperty('unmuteAskedBy');
  });

  test('[CONF-8] is shown as long as another device of the person who asked is in', async () => {
    const second = participant('participant-3', 'Bob');
    await told({ name: 'participant-changed', data: { conferenceId, participant: second } });
    const ending = { reason: 'left', by: 'them' } as const;
    await told({ name: 'participant-left', data: { conferenceId, participantId: bobs.id, ending } });
    expect(calls.stay.unmuteAskedBy).toEqual(BOB);
  });

  test('[CONF-8] is ignored if our user is unmuted', async () => {
    await set('microphone', true);
    await asked();
    expect(calls.stay).not.toHaveProperty('unmuteAskedBy');
  });

  test('turning the camera on is no answer', async () => {
    await set('camera', true);
    expect(calls.stay.unmuteAskedBy).toEqual(BOB);
  });
});

describe('activity in the conference', () => {
  const speakers = { speaking: [bobs.id], dominant: bobs.id };

  test('[CONF-11] who speaks is known from the join on, and to nobody afterwards', async () => {
    expect(world.client.state.speakers).toBeNull();
    calls.letIn({ speakers });
    await calls.join();
    expect(world.client.state.speakers).toEqual(speakers);
    const silence = { speaking: [], dominant: bobs.id };
    await told({ name: 'speakers-changed', data: { conferenceId, speakers: silence } });
    expect(world.client.state.speakers).toEqual(silence);
    await page.send('leave-conference', { conferenceId });
    expect(world.client.state.speakers).toBeNull();
  });

  test('[CONF-11] speakers who overtake the reply are not lost', async () => {
    world.signaling.when('conference.join', async () => {
      world.notice({ name: 'speakers-changed', data: { conferenceId, speakers } });
      return joinedReply(conferenceId);
    });
    await calls.join();
    expect(world.client.state.speakers).toEqual(speakers);
  });

  test.each([
    ['show-reaction', 'reaction-received', { participantId: bobs.id, reaction: 'heart' }],
    ['sfu-layers-wanted', 'layers-wanted', { producerId: 'producer-1', spatialLayer: null }],
  ] as const)('[CONF-11] the page receives %s once it carries the conference', async (order, name, data) => {
    let open = () => {};
    page.when('sfu-open', async () => {
      await new Promise<void>((resolve) => (open = resolve));
      return {};
    });
    await calls.join();
    await told({ name, data: { conferenceId, ...data } } as unknown as Notice);
    expect(page.heard).not.toContain(order);
    open();
    await settled();
    expect(page.latest(order)).toEqual({ conferenceId, ...data });
  });

  test('[CONF-5] after the end notices are ignored', async () => {
    await calls.join();
    await page.send('leave-conference', { conferenceId });
    const before = world.client.state;
    await told({ name: 'speakers-changed', data: { conferenceId, speakers } });
    await told({ name: 'participant-changed', data: { conferenceId, participant: bobs } });
    await told({ name: 'unmute-asked', data: { conferenceId, by: BOB } });
    expect(world.client.state).toEqual(before);
  });
});
