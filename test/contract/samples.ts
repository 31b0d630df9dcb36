import type { CommandName } from '../../protocol/rpc/commands.ts';
import type { OrderName } from '../../protocol/rpc/orders.ts';
import type { NoticeName } from '../../protocol/signaling/notices.ts';
import type { RequestName } from '../../protocol/signaling/requests.ts';
import type { RoomRequestName } from '../../protocol/signaling/room-requests.ts';

/** One message of each name, as it stands on the wire. A changed sample is a changed protocol: raise the version. */
interface Sample {
  data: unknown;
  reply: unknown;
}

const id = 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb';
const address = 'alice@parley.local';
const identity = { address, displayName: 'Alice' };
const media = { microphone: 'on', camera: 'off', screen: 'off' };
const requested = { microphone: true, camera: false };
const ending = { reason: 'hung-up', by: 'them' };
const candidate = { candidate: 'candidate:1 1 udp 2113937151 192.0.2.1 54400 typ host', sdpMid: '0' };
const headers = { 'X-Reason-Detail': 'in a meeting' };
const message = {
  id,
  conversationId: id,
  from: identity,
  to: address,
  text: 'Lunch?',
  sequence: 1,
  revision: 2,
  sentAtMs: 1,
  progress: 'delivered',
};
const messageView = {
  id,
  conversationId: id,
  from: identity,
  to: address,
  text: 'Lunch?',
  sequence: 1,
  sentAtMs: 1,
  direction: 'incoming',
  state: 'delivered',
};
const conversation = {
  id,
  peer: identity,
  sessionIds: [id],
  types: ['audio-video', 'instant-messaging'],
  startedAtMs: 1,
  lastUsedAtMs: 2,
  state: 'live',
};
const person = { ...identity, presence: 'available' };
const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: 'AB:'.repeat(31).concat('CD') }],
};
const rtpParameters = {
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, rtcpFeedback: [{ type: 'nack' }] }],
  encodings: [{ ssrc: 1, rtx: { ssrc: 2 } }],
};
const rtpCapabilities = {
  codecs: [
    { kind: 'audio', mimeType: 'audio/opus', preferredPayloadType: 100, clockRate: 48_000, channels: 2 },
  ],
  headerExtensions: [{ kind: 'audio', uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', preferredId: 1 }],
};
const transport = {
  id,
  iceParameters: { usernameFragment: 'u', password: 'p', iceLite: true },
  iceCandidates: [
    {
      foundation: 'udp',
      priority: 1,
      address: '127.0.0.1',
      ip: '127.0.0.1',
      protocol: 'udp',
      port: 7450,
      type: 'host',
    },
  ],
  dtlsParameters,
};
const consumer = { id, producerId: id, participantId: id, source: 'camera', kind: 'video', rtpParameters };
const conference = {
  id,
  conversationId: id,
  title: 'Weekly',
  link: `parley://join/${id}`,
  locked: false,
  waitingRoom: true,
  passcode: '2468',
  removed: [identity],
};
const speakers = { speaking: [id], dominant: id };
const chatMessage = { id, participantId: id, from: identity, text: 'Hello', sequence: 1, sentAtMs: 1 };
const holder = { purpose: 'conference', name: 'Weekly' };
const participant = {
  id,
  ...identity,
  endpointId: id,
  role: 'organizer',
  status: 'connected',
  media,
  joined: 'dialed-in',
  joinedAtMs: 1,
  handRaisedAtMs: 2,
};
const produce = {
  conferenceId: id,
  transportId: id,
  source: 'camera',
  kind: 'video',
  rtpParameters,
  paused: false,
};
const iceServers = [{ urls: ['stun:192.0.2.1:3478'] }];
const sdp = 'v=0\r\n';

const want = {
  conferenceId: id,
  wants: [{ consumerId: id, paused: false, spatialLayer: 1, speaker: true }],
};

/** What a page asks and main passes on. */
const ROOM_SAMPLES: Record<RoomRequestName, Sample> = {
  'conference.mute': { data: { conferenceId: id, participantId: null }, reply: {} },
  'conference.ask-unmute': { data: { conferenceId: id, participantId: id }, reply: {} },
  'conference.stop-share': { data: { conferenceId: id, participantId: id }, reply: {} },
  'conference.lower-hand': { data: { conferenceId: id, participantId: id }, reply: {} },
  'conference.remove': { data: { conferenceId: id, participantId: id, text: 'Goodbye' }, reply: {} },
  'conference.readmit': { data: { conferenceId: id, address }, reply: {} },
  'conference.admit': { data: { conferenceId: id, participantId: id }, reply: {} },
  'conference.change': { data: { conferenceId: id, locked: true }, reply: {} },
  'conference.set-role': { data: { conferenceId: id, participantId: id, role: 'attendee' }, reply: {} },
  'conference.terminate': { data: { conferenceId: id }, reply: {} },
  'conference.hand': { data: { conferenceId: id, raised: true }, reply: {} },
  'conference.react': { data: { conferenceId: id, reaction: 'applause' }, reply: {} },
  'conference.chat': {
    data: { conferenceId: id, messageId: id, text: 'Hello' },
    reply: { sequence: 1, sentAtMs: 1 },
  },
};

export const REQUEST_SAMPLES: Record<RequestName, Sample> = {
  register: {
    data: { deviceName: 'Desk', doNotDisturb: false },
    reply: {
      endpointId: id,
      ...identity,
      people: [person],
      mailboxId: id,
      blocked: [address],
      iceServers,
      routerRtpCapabilities: rtpCapabilities,
    },
  },
  'presence.set': { data: { doNotDisturb: true }, reply: {} },
  'block.set': { data: { address, blocked: true }, reply: {} },
  'invitation.send': {
    data: {
      invitationId: id,
      sessionId: id,
      conversationId: id,
      to: address,
      sessionType: 'audio-video',
      media: requested,
      subject: 'Lunch',
      offer: sdp,
    },
    reply: { to: identity, expiresAtMs: 1 },
  },
  'invitation.ringing': { data: { invitationId: id }, reply: {} },
  'invitation.accept': { data: { invitationId: id }, reply: {} },
  'invitation.decline': { data: { invitationId: id, reason: 'busy', text: 'Later', headers }, reply: {} },
  'invitation.cancel': { data: { invitationId: id }, reply: {} },
  'session.offer': { data: { sessionId: id, offer: sdp }, reply: {} },
  'session.hold': { data: { sessionId: id, held: true }, reply: {} },
  'session.answer': { data: { sessionId: id, answer: sdp }, reply: {} },
  'session.candidate': { data: { sessionId: id, candidate }, reply: {} },
  'session.media': { data: { sessionId: id, media }, reply: {} },
  'session.hang-up': { data: { sessionId: id, reason: 'hung-up', headers }, reply: {} },
  'message.send': {
    data: { messageId: id, conversationId: id, to: address, text: 'Lunch?' },
    reply: { sequence: 1, revision: 2, sentAtMs: 1, progress: 'sent' },
  },
  'message.sync': { data: { afterRevision: 0 }, reply: { messages: [message], more: false } },
  'message.mark': { data: { conversationId: id, progress: 'read', upToSequence: 1 }, reply: {} },
  'conference.create': {
    data: { conversationId: id, title: 'Weekly', passcode: '2468', waitingRoom: true },
    reply: conference,
  },
  'conference.join': {
    data: { conferenceId: id, passcode: '2468', rtpCapabilities, dtlsParameters, media },
    reply: {
      admission: 'joined',
      conference,
      participantId: id,
      participants: [participant],
      speakers,
      sendTransport: transport,
      receiveTransport: transport,
      consumers: [consumer],
    },
  },
  'conference.leave': { data: { conferenceId: id }, reply: { stillIn: [identity] } },
  'conference.media': { data: { conferenceId: id, media }, reply: {} },
  'conference.read-chat': {
    data: { conferenceId: id, beforeSequence: 2 },
    reply: { messages: [chatMessage], more: false },
  },
  ...ROOM_SAMPLES,
  'media.produce': { data: produce, reply: { producerId: id } },
  'media.set-producer-paused': { data: { conferenceId: id, producerId: id, paused: true }, reply: {} },
  'media.close-producer': { data: { conferenceId: id, producerId: id }, reply: {} },
  'media.resume-consumer': { data: { conferenceId: id, consumerId: id }, reply: {} },
  'media.want': { data: want, reply: {} },
};

export const NOTICE_SAMPLES: Record<NoticeName, unknown> = {
  'person-changed': { person },
  'blocked-changed': { blocked: [address] },
  'invitation-received': {
    invitation: {
      id,
      sessionId: id,
      conversationId: id,
      sessionType: 'audio-video',
      from: identity,
      media: requested,
      expiresAtMs: 1,
    },
    offer: sdp,
  },
  'invitation-ringing': { invitationId: id },
  'invitation-ended': { invitationId: id, ending: { reason: 'declined', by: 'them', text: 'Later' } },
  'invitation-missed': {
    invitation: {
      id,
      sessionId: id,
      conversationId: id,
      sessionType: 'audio-video',
      from: identity,
      media: requested,
      expiresAtMs: 1,
    },
    ending: { reason: 'do-not-disturb', by: 'you' },
  },
  'session-offered': { sessionId: id, offer: sdp },
  'session-hold': { sessionId: id, held: true },
  'session-answered': { sessionId: id, answer: sdp },
  'session-candidate': { sessionId: id, candidate: null },
  'session-media': { sessionId: id, media },
  'session-ended': { sessionId: id, ending },
  'message-received': { message },
  'message-marked': { conversationId: id, by: address, progress: 'read', upToSequence: 1, revision: 2 },
  'participant-changed': { conferenceId: id, participant },
  'participant-left': { conferenceId: id, participantId: id, ending },
  'conference-exited': { conferenceId: id, ending: { reason: 'ended', by: 'server' } },
  'consumer-added': { conferenceId: id, consumer },
  'consumer-closed': { conferenceId: id, consumerId: id },
  'key-frame-wanted': { conferenceId: id, producerId: id },
  'conference-changed': { conferenceId: id, conference },
  'conference-admitted': { conferenceId: id },
  'source-stopped': { conferenceId: id, source: 'microphone', by: identity },
  'unmute-asked': { conferenceId: id, by: identity },
  'speakers-changed': { conferenceId: id, speakers },
  'chat-received': { conferenceId: id, message: chatMessage },
  'reaction-received': { conferenceId: id, participantId: id, reaction: 'heart' },
  'layers-wanted': { conferenceId: id, producerId: id, spatialLayer: null },
};

const settings = {
  displayName: 'Alice',
  serverUrl: '',
  insecureHosts: [],
  theme: 'system',
  startWith: { microphone: true, camera: true },
  devices: { microphone: '', camera: '', speaker: '', ringer: '' },
  doNotDisturb: false,
  timings: {
    invitationExpiryMs: 45_000,
    acceptTimeoutMs: 10_000,
    leaveTimeoutMs: 5_000,
    iceRestartMs: 15_000,
    requestTimeoutMs: 10_000,
    resumeMs: 15_000,
    emptyConferenceMs: 60_000,
    quitMs: 2_000,
  },
};
const session = {
  id,
  invitationId: id,
  conversationId: id,
  sessionType: 'audio-video',
  leaseId: id,
  direction: 'incoming',
  peer: identity,
  state: 'incoming',
  requested,
  local: media,
  remote: media,
  hold: { byUs: false, byThem: true },
};
const historyEntry = {
  id,
  conversationId: id,
  sessionType: 'audio-video',
  direction: 'incoming',
  peer: identity,
  media: requested,
  atMs: 1,
  durationMs: 2,
  ending,
  missed: false,
  seen: true,
};
const thread = {
  conversationId: id,
  peer: identity,
  unread: 1,
  excerpt: 'Lunch?',
  lastDirection: 'incoming',
  lastAtMs: 1,
};
const stay = {
  conference,
  leaseId: id,
  state: 'connected',
  participantId: id,
  participants: [participant],
  local: media,
  unmuteAskedBy: identity,
};
const error = { code: 'SERVER_UNREACHABLE', message: 'no answer', context: { port: 7450 } };
const appState = {
  version: '0.1.0',
  shell: 'browser',
  registration: {
    state: 'registered',
    address,
    displayName: 'Alice',
    routerRtpCapabilities: rtpCapabilities,
  },
  people: [person],
  sessions: [session],
  stay,
  speakers,
  chat: { conferenceId: id, messages: [chatMessage], unread: 1 },
  preview: { leaseId: id, local: media },
  ledger: {
    held: [{ trackId: 't1', leaseId: id, source: 'camera', isClone: false, holder, heldSinceMs: 1 }],
    receipts: [{ id, leaseId: id, source: 'microphone', holder, releasedAtMs: 2, witness: 'page' }],
  },
  settings,
  threads: [thread],
  history: [historyEntry],
  blocked: [address],
  screenPicker: [{ id: 'window:1:0', name: 'Editor', kind: 'window', thumbnail: '' }],
  notifier: 'page',
  alerts: [{ id, error }],
};

export const COMMAND_SAMPLES: Record<CommandName, Sample> = {
  attach: { data: { protocolVersion: 1 }, reply: appState },
  'sign-in': { data: { displayName: 'Alice' }, reply: {} },
  'sign-out': { data: {}, reply: {} },
  'change-settings': { data: { theme: 'dark' }, reply: {} },
  'dismiss-alert': { data: { id }, reply: {} },
  'dismiss-link': { data: {}, reply: {} },
  'dismiss-ended': { data: { carriageId: id }, reply: {} },
  call: { data: { to: address, media: requested }, reply: { sessionId: id } },
  accept: { data: { invitationId: id, media: requested }, reply: {} },
  decline: { data: { invitationId: id, reason: 'declined' }, reply: {} },
  'hang-up': { data: { sessionId: id }, reply: {} },
  hold: { data: { sessionId: id, held: true }, reply: {} },
  'share-screen': { data: { to: address, conversationId: id }, reply: { sessionId: id } },
  'choose-screen': { data: { sourceId: null }, reply: {} },
  'send-message': { data: { to: address, text: 'Lunch?' }, reply: { conversationId: id, messageId: id } },
  'retry-message': { data: { messageId: id }, reply: {} },
  'read-messages': { data: { conversationId: id }, reply: { messages: [messageView], more: false } },
  'mark-read': { data: { conversationId: id }, reply: {} },
  'load-conversations': { data: {}, reply: { conversations: [conversation] } },
  'keep-conversation': { data: { conversation }, reply: { evicted: [id] } },
  'see-history': { data: {}, reply: {} },
  'clear-history': { data: {}, reply: {} },
  block: { data: { address, blocked: true }, reply: {} },
  'open-link': { data: { url: 'https://example.org/' }, reply: {} },
  'show-window': { data: {}, reply: {} },
  'network-changed': { data: {}, reply: {} },
  'create-conference': {
    data: { title: 'Weekly', passcode: '2468', waitingRoom: true },
    reply: { conferenceId: id, link: `parley://join/${id}` },
  },
  'invite-to-conference': { data: { conferenceId: id, to: address }, reply: { sessionId: id } },
  'set-preview': { data: requested, reply: {} },
  'end-preview': { data: {}, reply: {} },
  'join-conference': { data: { link: id, media: requested, passcode: '2468' }, reply: { conferenceId: id } },
  'leave-conference': { data: { conferenceId: id }, reply: {} },
  'share-in-conference': { data: { conferenceId: id }, reply: { shared: true } },
  'dismiss-unmute': { data: { conferenceId: id }, reply: {} },
  'see-chat': { data: { conferenceId: id }, reply: {} },
  ...ROOM_SAMPLES,
  'set-source': { data: { leaseId: id, source: 'microphone', on: false }, reply: {} },
  'peer-candidate': { data: { sessionId: id, candidate }, reply: {} },
  'carriage-state': { data: { carriageId: id, state: 'connected' }, reply: {} },
  'source-ended': { data: { leaseId: id, source: 'camera', code: 'MEDIA_DEVICE_MISSING' }, reply: {} },
  'sfu-produce': { data: produce, reply: { producerId: id } },
  'sfu-set-producer-paused': { data: { conferenceId: id, producerId: id, paused: true }, reply: {} },
  'sfu-close-producer': { data: { conferenceId: id, producerId: id }, reply: {} },
  'sfu-resume-consumer': { data: { conferenceId: id, consumerId: id }, reply: {} },
  'sfu-want': { data: want, reply: {} },
  'hold-track': { data: { leaseId: id, source: 'camera', trackId: 't1', isClone: true }, reply: {} },
  'tracks-ended': { data: { leaseId: id, trackIds: ['t1'] }, reply: {} },
};

export const ORDER_SAMPLES: Record<OrderName, Sample> = {
  'state-changed': { data: { stay: null, people: [person] }, reply: {} },
  'messages-changed': { data: { conversationId: id, messages: [messageView] }, reply: {} },
  'use-devices': { data: { microphone: 'abc', camera: '' }, reply: {} },
  'open-screen': { data: { leaseId: id }, reply: { result: { open: true }, name: 'Editor' } },
  'open-sources': {
    data: { leaseId: id, media: requested },
    reply: { microphone: { open: true }, camera: { open: false, code: 'MEDIA_DEVICE_MISSING' } },
  },
  'set-source': { data: { leaseId: id, source: 'camera', on: true }, reply: { open: true } },
  'release-lease': { data: { leaseId: id }, reply: { released: ['microphone', 'camera'] } },
  'peer-offer': {
    data: { sessionId: id, sessionType: 'audio-video', leaseId: id, iceServers },
    reply: { offer: sdp },
  },
  'peer-answer': {
    data: { sessionId: id, sessionType: 'audio-video', leaseId: id, iceServers, offer: sdp },
    reply: { answer: sdp },
  },
  'peer-restart': { data: { sessionId: id }, reply: { offer: sdp } },
  'peer-reanswer': { data: { sessionId: id, offer: sdp }, reply: { answer: sdp } },
  'peer-hold': { data: { sessionId: id, held: true }, reply: {} },
  'peer-apply-answer': { data: { sessionId: id, answer: sdp }, reply: {} },
  'peer-add-candidate': { data: { sessionId: id, candidate: null }, reply: {} },
  'sfu-capabilities': {
    data: { routerRtpCapabilities: rtpCapabilities },
    reply: { rtpCapabilities, dtlsParameters },
  },
  'sfu-open': {
    data: {
      conferenceId: id,
      leaseId: id,
      iceServers,
      sendTransport: transport,
      receiveTransport: transport,
      consumers: [consumer],
    },
    reply: {},
  },
  'sfu-consume': { data: { conferenceId: id, consumer }, reply: {} },
  'sfu-close-consumer': { data: { conferenceId: id, consumerId: id }, reply: {} },
  'sfu-make-key-frame': { data: { conferenceId: id, producerId: id }, reply: {} },
  'sfu-layers-wanted': { data: { conferenceId: id, producerId: id, spatialLayer: 0 }, reply: {} },
  'show-reaction': { data: { conferenceId: id, participantId: id, reaction: 'laugh' }, reply: {} },
  'close-carriage': { data: { carriageId: id }, reply: {} },
};
