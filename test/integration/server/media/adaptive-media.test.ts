import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConsumerId, ConversationId, ProducerId } from '../../../../protocol/ids.ts';
import type { Want } from '../../../../protocol/media.ts';
import type { JoinedReply } from '../../../../protocol/signaling/requests.ts';
import { aJoin, enter } from '../../../support/server/conference/entering.ts';
import {
  type FakeConference,
  FakeMedia,
  type FakeParticipant,
  opusParameters,
  simulcastParameters,
} from '../../../support/server/fake-media.ts';
import { anId, everythingOff } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

let server: TestServer;
let conference: FakeConference;
let alice: TestClient;
let bob: TestClient;
let hers: JoinedReply;
let his: JoinedReply;
let microphone: ProducerId;
let camera: ProducerId;

/** Bob joins a conference in which Alice sends microphone and camera. */
beforeEach(async () => {
  const media = new FakeMedia();
  server = await TestServer.start({}, { media });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
  const conversationId = anId() as ConversationId;
  const { id } = await alice.request('conference.create', { conversationId, title: 'Weekly' });
  conference = media.conferences[0] as FakeConference;
  hers = await enter(alice, aJoin(id));
  microphone = await produce('microphone');
  camera = await produce('camera');
  his = await enter(bob, aJoin(id));
});
afterEach(() => server.close());

async function produce(source: 'microphone' | 'camera'): Promise<ProducerId> {
  const { producerId } = await alice.request('media.produce', {
    conferenceId: hers.conference.id,
    transportId: hers.sendTransport.id,
    source,
    kind: source === 'microphone' ? 'audio' : 'video',
    rtpParameters: source === 'microphone' ? opusParameters : simulcastParameters,
    paused: false,
  });
  return producerId;
}

const participantAt = (place: number): FakeParticipant => conference.participants[place] as FakeParticipant;

function want(client: TestClient, ...wants: Want[]) {
  return client.request('media.want', { conferenceId: hers.conference.id, wants });
}

describe('the wants of a page', () => {
  const wantOf = (consumerId: string, change: Partial<Want> = {}): Want => ({
    consumerId: consumerId as ConsumerId,
    paused: false,
    speaker: false,
    ...change,
  });
  const cameraAtBobs = () => his.consumers.find(({ source }) => source === 'camera')?.id as ConsumerId;

  test('[CONF-11] reach the SFU, which knows what each consumer shows', async () => {
    const wanted = wantOf(cameraAtBobs(), { spatialLayer: 1, speaker: true });
    await want(bob, wanted);
    expect(participantAt(1).consumers.get(cameraAtBobs())).toEqual({
      producerId: camera,
      source: 'camera',
      paused: false,
      want: wanted,
    });
    await want(bob, wantOf(cameraAtBobs(), { paused: true }));
    expect(participantAt(1).consumers.get(cameraAtBobs())?.paused).toBe(true);
  });

  test('[RES-6] with a forged consumer are refused; the other consumers are changed', async () => {
    const attempt = want(bob, wantOf('a-forged-one'), wantOf(cameraAtBobs(), { paused: true }));
    await expect(attempt).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    expect(participantAt(1).consumers.get(cameraAtBobs())?.paused).toBe(true);
  });

  test('[SEC-2] cannot be sent for another page', async () => {
    const attempt = want(alice, wantOf(cameraAtBobs(), { paused: true }));
    await expect(attempt).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    expect(participantAt(1).consumers.get(cameraAtBobs())?.paused).toBe(false);
  });

  test('[RES-6] are refused after leaving and with impossible layers', async () => {
    await expect(want(bob, wantOf(cameraAtBobs(), { spatialLayer: 9 }))).rejects.toMatchObject({
      code: 'PROTOCOL_MALFORMED',
    });
    await bob.request('conference.leave', { conferenceId: hers.conference.id });
    await expect(want(bob, wantOf(cameraAtBobs()))).rejects.toMatchObject({ code: 'CONFERENCE_NOT_JOINED' });
  });

  test('[CONF-11] are only sent to the sender as wanted layers', async () => {
    participantAt(0).events.layersWanted(camera, null);
    const conferenceId = hers.conference.id;
    expect(await alice.notice('layers-wanted')).toEqual({
      conferenceId,
      producerId: camera,
      spatialLayer: null,
    });
    await bob.settled();
    expect(bob.has('layers-wanted')).toBe(false);
  });
});

describe('[CONF-11] who speaks', () => {
  const conferenceId = () => hers.conference.id;

  test('is sent to all participants, only on a change, and is in the reply to later joins', async () => {
    expect(his.speakers).toEqual({ speaking: [], dominant: null });
    const speakers = { speaking: [hers.participantId], dominant: hers.participantId };
    conference.hear(microphone);
    conference.hear(microphone);
    for (const client of [alice, bob]) {
      expect(await client.notice('speakers-changed')).toEqual({ conferenceId: conferenceId(), speakers });
      await client.settled();
      expect(client.has('speakers-changed')).toBe(false);
    }
    const carol = await server.signIn('Carol');
    expect((await enter(carol, aJoin(conferenceId()))).speakers).toEqual(speakers);
  });

  const setPaused = (paused: boolean) =>
    alice.request('media.set-producer-paused', {
      conferenceId: conferenceId(),
      producerId: microphone,
      paused,
    });
  const SILENCED: Record<string, () => Promise<unknown>> = {
    'mutes herself': () => setPaused(true),
    'is muted by an organizer': () =>
      alice.request('conference.mute', { conferenceId: conferenceId(), participantId: hers.participantId }),
    'turns her microphone off': () =>
      alice.request('media.close-source', { conferenceId: conferenceId(), source: 'microphone' }),
  };

  test.each(Object.entries(SILENCED))(
    'a participant who %s does not, whatever is still audible',
    async (_, silence) => {
      conference.hear(microphone);
      await bob.notice('speakers-changed', ({ speakers }) => speakers.speaking.length === 1);
      await silence();
      conference.hear(microphone);
      const { speakers } = await bob.notice('speakers-changed');
      expect(speakers).toEqual({ speaking: [], dominant: hers.participantId });
      await bob.settled();
      expect(bob.has('speakers-changed')).toBe(false);
    },
  );

  test('[CONF-3] a claim to be muted changes nothing: an audible participant speaks', async () => {
    const media = { ...everythingOff, microphone: 'muted' as const };
    await alice.request('conference.media', { conferenceId: conferenceId(), media });
    conference.hear(microphone);
    const { speakers } = await bob.notice('speakers-changed');
    expect(speakers).toEqual({ speaking: [hers.participantId], dominant: hers.participantId });
  });

  test('an unmuted participant is heard again', async () => {
    await setPaused(true);
    await setPaused(false);
    conference.hear(microphone);
    const { speakers } = await bob.notice('speakers-changed');
    expect(speakers.speaking).toEqual([hers.participantId]);
  });

  test('a participant who left does not and is no longer dominant', async () => {
    conference.hear(microphone);
    await bob.notice('speakers-changed', ({ speakers }) => speakers.speaking.length === 1);
    await alice.request('conference.leave', { conferenceId: conferenceId() });
    expect((await bob.notice('speakers-changed')).speakers).toEqual({ speaking: [], dominant: null });
  });
});
