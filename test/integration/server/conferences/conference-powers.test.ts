import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_CHAT_LENGTH } from '../../../../protocol/conferences/chat.ts';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import { may, POWERS, type Power } from '../../../../protocol/conferences/powers.ts';
import { Role } from '../../../../protocol/conferences/roles.ts';
import { ERRORS } from '../../../../protocol/errors.ts';
import type { ConsumerId, MessageId, ProducerId, TransportId } from '../../../../protocol/ids.ts';
import type { RequestData, RequestName } from '../../../../protocol/signaling/requests.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import {
  createConference,
  joinConference,
  noticesDuring,
  type Stay,
  wait,
} from '../../../support/server/conference/stays.ts';
import { opusParameters, vp8Parameters } from '../../../support/server/fake-media.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anId, anInvitation, everythingOff } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const BOB = 'bob@example.org' as Address;

let server: TestServer;
let alice: Stay;
let bob: Stay;
let dave: TestClient;
let conference: ConferenceInfo;

beforeEach(async () => {
  server = await TestServer.start();
  const organizer = await server.signIn('Alice');
  conference = await createConference(organizer);
  alice = await joinConference(organizer, conference.id);
  bob = await joinConference(await server.signIn('Bob'), conference.id);
  dave = await server.signIn('Dave');
});
afterEach(() => server.close());

/** Carol in this role; without a role she is not in the conference. */
async function carolAs(role: Role | 'outsider'): Promise<TestClient> {
  const carol = await server.signIn('Carol');
  const { id: conferenceId } = conference;
  if (role === 'outsider') return carol;
  if (role === 'waiting') {
    await alice.client.request('conference.change', { conferenceId, waitingRoom: true });
    await wait(carol, conferenceId);
    return carol;
  }
  const { id: participantId } = await joinConference(carol, conferenceId);
  await alice.client.request('conference.set-role', { conferenceId, participantId, role });
  return carol;
}

/** How each action is tried. Actions on others are tried on Bob. */
const ATTEMPTS: { [Name in Power]: (by: TestClient) => Promise<unknown> } = {
  'conference.leave': (by) => inConference(by, 'conference.leave', {}),
  'conference.media': (by) => inConference(by, 'conference.media', { media: everythingOff }),
  'conference.hand': (by) => inConference(by, 'conference.hand', { raised: true }),
  'conference.react': (by) => inConference(by, 'conference.react', { reaction: 'heart' }),
  'conference.chat': (by) =>
    inConference(by, 'conference.chat', {
      messageId: anId() as MessageId,
      text: 'x'.repeat(MAX_CHAT_LENGTH),
    }),
  'conference.read-chat': (by) => inConference(by, 'conference.read-chat', {}),
  'media.produce': (by) =>
    inConference(by, 'media.produce', {
      transportId: anId() as TransportId,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: opusParameters,
      paused: false,
    }),
  'media.set-producer-paused': (by) =>
    inConference(by, 'media.set-producer-paused', { producerId: anId() as ProducerId, paused: true }),
  'media.close-source': (by) => inConference(by, 'media.close-source', { source: 'camera' }),
  'media.close-producer': (by) =>
    inConference(by, 'media.close-producer', { producerId: anId() as ProducerId }),
  'media.resume-consumer': (by) =>
    inConference(by, 'media.resume-consumer', { consumerId: anId() as ConsumerId }),
  'media.want': (by) =>
    inConference(by, 'media.want', {
      wants: [{ consumerId: anId() as ConsumerId, paused: true, speaker: false }],
    }),
  'share-screen': (by) =>
    inConference(by, 'media.produce', {
      transportId: anId() as TransportId,
      source: 'screen',
      kind: 'video',
      rtpParameters: vp8Parameters,
      paused: false,
    }),
  invite: (by) => {
    const { offer: _, ...invitation } = anInvitation('dave@example.org');
    const { conversationId } = conference;
    return inConference(by, 'invitation.send', { ...invitation, conversationId, sessionType: 'conference' });
  },
  'conference.mute': (by) => inConference(by, 'conference.mute', { participantId: null }),
  'conference.ask-unmute': (by) => inConference(by, 'conference.ask-unmute', { participantId: bob.id }),
  'conference.stop-share': (by) => inConference(by, 'conference.stop-share', { participantId: bob.id }),
  'conference.lower-hand': (by) => inConference(by, 'conference.lower-hand', { participantId: bob.id }),
  'conference.remove': (by) => inConference(by, 'conference.remove', { participantId: bob.id }),
  'conference.readmit': (by) => inConference(by, 'conference.readmit', { address: BOB }),
  'conference.admit': (by) => inConference(by, 'conference.admit', { participantId: null }),
  'conference.change': (by) => inConference(by, 'conference.change', { locked: true }),
  'conference.set-role': (by) =>
    inConference(by, 'conference.set-role', { participantId: bob.id, role: 'attendee' }),
  'conference.terminate': (by) => inConference(by, 'conference.terminate', {}),
};

function inConference<Name extends RequestName>(
  by: TestClient,
  name: Name,
  data: Omit<RequestData<Name>, 'conferenceId'>,
): Promise<unknown> {
  return by.request(name, { ...data, conferenceId: conference.id } as RequestData<Name>);
}

const PAIRS = Role.options.flatMap((role) =>
  (Object.keys(POWERS) as Power[]).map((power) => ({ role, power, allowed: may(role, power) })),
);

describe('who may do what', () => {
  test.each(PAIRS.filter(({ allowed }) => !allowed))(
    '[CONF-8] [SEC-2] $role may not: $power. Nobody else is notified',
    async ({ role, power }) => {
      const carol = await carolAs(role);
      const heard = await noticesDuring([alice.client, bob.client, dave], async () => {
        expect(await refusalsOf([ATTEMPTS[power](carol)])).toEqual(['CONFERENCE_FORBIDDEN']);
      });
      expect(heard).toEqual([[], [], []]);
    },
  );

  test.each(PAIRS.filter(({ allowed }) => allowed))('[CONF-8] $role may: $power', async ({ role, power }) => {
    const carol = await carolAs(role);
    expect(await refusalsOf([ATTEMPTS[power](carol)])).not.toEqual(['CONFERENCE_FORBIDDEN']);
  });

  test.each(Object.keys(POWERS) as Power[])(
    '[SEC-2] a person outside may not: %s. Nobody else is notified',
    async (power) => {
      const carol = await carolAs('outsider');
      const heard = await noticesDuring([alice.client, bob.client, dave], async () => {
        expect(await refusalsOf([ATTEMPTS[power](carol)])).toEqual(['CONFERENCE_NOT_JOINED']);
      });
      expect(heard).toEqual([[], [], []]);
    },
  );

  test('[CONF-8] each refusal is 403', () => {
    expect(ERRORS.CONFERENCE_FORBIDDEN.sip).toBe(403);
    expect(ERRORS.CONFERENCE_NEEDS_ORGANIZER.sip).toBe(403);
  });
});
